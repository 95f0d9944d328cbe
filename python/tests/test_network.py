"""Networks: memories as arrays, work, files."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import subprocess
import threading

import numpy as np
import pytest
from safetensors.numpy import load_file

from apical import ApicalError, BusyError, FileError, InputError, ModelError, Network


def inference(network: Network, images: np.ndarray) -> list[np.ndarray]:
    """Potentials, by the definition."""
    spikes = images.reshape(len(images), -1) >= 128
    potentials = []
    for weights, biases in zip(network.weights, network.bias_weights, strict=True):
        potentials.append(spikes.astype(np.int32) @ weights.astype(np.int32) + biases)
        spikes = potentials[-1] > 0
    return potentials


@pytest.mark.parametrize("weight_bits, accumulator_bits", [(2, 8), (4, 8), (4, 4), (6, 8), (8, 5)])
def test_arrays_give_the_same_potentials(digits, weight_bits, accumulator_bits):
    network = Network([784, 33, 20, 10], weight_bits=weight_bits, accumulator_bits=accumulator_bits, seed=3)
    network.learn(digits.train_images[:3000], digits.train_labels[:3000], learning_rate=4)
    images = digits.test_images[:200]
    expected = inference(network, images)
    activity = network.activity(images)
    for found, potentials in zip(activity.potentials, expected, strict=True):
        assert found.dtype == np.int32
        assert (found == potentials).all()
    assert (network.potentials(images) == expected[-1]).all()
    assert (network.infer(images) == expected[-1].argmax(axis=1)).all()
    assert (activity.winners == network.infer(images)).all()
    spikes = network.spikes(images)
    assert [layer.shape for layer in spikes] == [(200, 784), (200, 33), (200, 20), (200, 10)]
    assert (spikes[0] == (images.reshape(200, -1) >= 128)).all()
    assert (spikes[2] == (expected[1] > 0)).all()
    assert (spikes[3].argmax(axis=1) == activity.winners).all() and (spikes[3].sum(axis=1) == 1).all()
    limit = 2 ** (weight_bits - 1)
    assert all(weights.min() >= -limit and weights.max() < limit for weights in network.weights)
    limit = 2 ** (accumulator_bits - 1)
    assert all(array.min() >= -limit and array.max() < limit for array in network.accumulators)


def test_images_may_have_two_or_three_dimensions(network, digits):
    images = digits.test_images[:20]
    classes = network.infer(images)
    assert classes.dtype == np.uint8
    assert (network.infer(images.reshape(20, -1)) == classes).all()
    # Whatever the order in memory.
    assert (network.infer(np.asfortranarray(images)) == classes).all()
    assert (network.infer(digits.test_images[:40:2]) == network.infer(digits.test_images[:40])[::2]).all()
    assert network.infer(images[:0]).shape == (0,)


def test_learning_changes_what_the_outcomes_say(digits):
    images, labels = digits.train_images[:500], digits.train_labels[:500]
    network = Network([784, 30, 10], seed=2)
    before = network.copy()
    outcomes = network.learn(images, labels, learning_rate=6)
    counters = network.counters
    assert counters.learned == len(outcomes.winner) == 500
    assert counters.errors == (~outcomes.correct).sum()
    assert counters.updates == (outcomes.step > 0).sum() > 0
    assert counters.update_rate == counters.updates / 500
    assert outcomes.margin.max() <= 31
    assert network != before
    changed = [(a != b).any() for a, b in zip(before.accumulators, network.accumulators, strict=True)]
    assert all(changed)
    assert all((a == b).all() for a, b in zip(before.feedback, network.feedback, strict=True))
    assert counters.to_pandas()["learned"] == 500
    # A rate of 0 learns nothing, but draws random numbers.
    still = before.copy()
    still.learn(images, labels, learning_rate=0)
    assert all((a == b).all() for a, b in zip(before.weights, still.weights, strict=True))
    assert still != before


def test_arrays_are_snapshots_that_cannot_be_written(network):
    weights = network.weights[0]
    assert weights.dtype == np.int8 and weights.shape == (784, 200) and weights.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 0] = 1
    assert set(np.unique(network.feedback[0])) == {-1, 1}


def test_replaced_memories_are_used(network, digits):
    rng = np.random.default_rng(1)
    weights = [rng.integers(-8, 8, size=array.shape) for array in network.weights]
    biases = [rng.integers(-128, 128, size=array.shape) for array in network.bias_weights]
    other = network.replace(weights=weights, bias_weights=biases, feedback=[-signs for signs in network.feedback])
    for found, given in zip(other.weights, weights, strict=True):
        assert (found == given).all()
    assert (other.feedback[0] == -network.feedback[0]).all()
    assert (other.accumulators[0] == network.accumulators[0]).all()
    images = digits.test_images[:50]
    assert (other.potentials(images) == inference(other, images)[-1]).all()


@pytest.mark.parametrize(
    "change, message",
    [
        ({"weights": lambda n: n.weights[:1]}, "weights: 1 arrays given, one for each of 3 layers needed"),
        (
            {"weights": lambda n: [w.T for w in n.weights]},
            r"weights of layer 1: shape \[200, 784\], \[784, 200\] expected",
        ),
        (
            {"weights": lambda n: [w.astype(int) + 8 for w in n.weights]},
            "weights of layer 1: value .* is out of range: -8 to 7",
        ),
        ({"weights": lambda n: [w.astype(int) + 200 for w in n.weights]}, "weights: .* is out of range: -128 to 127"),
        ({"weights": lambda n: [w * 0.5 for w in n.weights]}, "weights: type float64 and 2 dimensions, whole numbers"),
        ({"bias_weights": lambda n: n.weights}, "bias_weights: type int8 and 2 dimensions"),
        ({"feedback": lambda n: [0 * s for s in n.feedback]}, "feedback: signs -1 and \\+1"),
        ({"feedback": lambda n: n.feedback[:1]}, "feedback: 1 arrays given, one for each of 2 layers needed"),
    ],
)
def test_memories_that_do_not_fit_are_refused(network, change, message):
    with pytest.raises(InputError, match=message):
        network.replace(**{name: make(network) for name, make in change.items()})


def test_files_go_both_ways(program, network, digits, tmp_path):
    """The command line and Python write the same archives, and read each other's models."""
    network.save(tmp_path / "a.safetensors")
    network.save(tmp_path / "a.npz")
    subprocess.run([program, "export", "a.safetensors", "--to", "npz", "--out", "b.npz"], check=True, cwd=tmp_path)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    for name in ("a.safetensors", "a.npz", "b.npz"):
        again = Network.load(tmp_path / name)
        assert again == network, name
        assert (again.infer(digits.test_images[:50]) == network.infer(digits.test_images[:50])).all()
        # It learns on as the other would.
        ours = network.copy()
        for one in (again, ours):
            one.learn(digits.train_images[:50], digits.train_labels[:50])
        assert again == ours, name
    Network.load(tmp_path / "b.npz").save(tmp_path / "c.safetensors")
    told = subprocess.run(
        [program, "eval", "c.safetensors", "--data", "builtin"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    accuracy = (network.infer(digits.test_images) == digits.test_labels).mean()
    assert f"{accuracy:.2%}".replace("%", " %") in told.stdout
    # Other programs read the same tensors.
    tensors = load_file(tmp_path / "a.safetensors")
    assert (tensors["layer1.weight"] == network.weights[0]).all()
    assert (np.load(tmp_path / "a.npz")["layer2.bias_weight"] == network.bias_weights[1]).all()


def test_every_constant_survives_an_archive(tmp_path):
    network = Network(
        [9, 5, 4, 3], weight_bits=5, accumulator_bits=6, order="sequential", window=[3, 70], margin_bits=2, drop_shift=7,
        initial_range=44, feedback_sharing=2, seed=9,
    )  # fmt: skip
    for name in ("x.npz", "x.safetensors"):
        network.save(tmp_path / name)
        again = Network.load(tmp_path / name)
        assert again.config == network.config
        assert again == network


def test_copies_are_equal_and_independent(network, digits):
    for other in (network.copy(), copy.copy(network), copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        assert other == network and other is not network
        other.learn(digits.train_images[:10], digits.train_labels[:10])
        assert other != network
    assert network != "network"


@pytest.mark.parametrize(
    "images, message",
    [
        (np.zeros((3, 784)), "images: type float64, uint8 expected"),
        (np.zeros((3, 784), dtype=bool), "images: type bool, uint8 expected"),
        (
            np.zeros((3, 700), dtype=np.uint8),
            r"images: 700 pixels an image \(shape \(3, 700\)\), the network has 784 inputs",
        ),
        (
            np.zeros(784, dtype=np.uint8),
            r"images: shape \(784,\), \(images, height, width\) or \(images, pixels\) expected",
        ),
        (np.zeros((1, 1, 28, 28), dtype=np.uint8), r"images: shape \(1, 1, 28, 28\)"),
        ([[0] * 784], "images: list is not an array"),
        (None, "images: NoneType is not an array"),
    ],
)
def test_images_that_do_not_fit_are_refused(network, images, message):
    for work in (network.infer, network.activity, network.potentials, network.spikes):
        with pytest.raises(InputError, match=message):
            work(images)
    with pytest.raises(InputError, match=message):
        network.learn(images, [0, 1, 2])


@pytest.mark.parametrize(
    "labels, message",
    [
        ([0, 1], "labels: 2 given for 3 images"),
        ([0, 1, 10], "labels: 10 at 2 is out of range: 0 to 9"),
        ([0, -1, 1], "labels: -1 at 1 is out of range: 0 to 9"),
        ([0, 1, 2**40], "labels: 1099511627776 at 2 is out of range"),
        ([0.0, 1.0, 2.0], "labels: type float64"),
        ([[0], [1], [2]], r"labels: type int64 and shape \(3, 1\)"),
        (["a", "b", "c"], "labels: type <U1"),
    ],
)
def test_labels_that_do_not_fit_are_refused(network, labels, message):
    before = network.copy()
    with pytest.raises(InputError, match=message):
        network.learn(np.zeros((3, 28, 28), dtype=np.uint8), labels)
    assert network == before


@pytest.mark.parametrize(
    "given, message",
    [
        ({"layers": [4, 2]}, "layers: 2 numbers given, 3 to 9 are needed"),
        ({"layers": [4, 5, 1]}, r"layers: 1 classes \(the last size\) is out of range: 2 to 256"),
        ({"layers": [4, 5, 257]}, "layers: 257 classes"),
        ({"layers": [16385, 5, 2]}, "layers: 16385 is out of range: 1 to 16384"),
        ({"layers": [4, 4001, 2]}, "layers: size 4001 at position 1 is out of range: 1 to 4000"),
        ({"layers": [4, "5", 2]}, "layers: '5' is not a whole number"),
        ({"layers": [4, True, 2]}, "layers: True is not a whole number"),
        ({"window": [1, 2]}, "window: 2 values given, 1 hidden layers"),
        ({"window": 0}, "window: 0 is out of range: 1 to 65535"),
        ({"margin_bits": 9}, "margin_bits: 9 is out of range: 0 to 8"),
        ({"drop_shift": 0}, "drop_shift: 0 is out of range: 1 to 8"),
        ({"initial_range": 40000}, "initial_range: 40000 is out of range: 0 to 32767"),
        ({"feedback_sharing": 0}, "feedback_sharing: 0 is out of range: 1 to 4000"),
        ({"seed": -1}, "seed: -1 is out of range"),
        ({"seed": 1.0}, "seed: 1.0 is not a whole number"),
    ],
)
def test_networks_that_cannot_be_are_refused(given, message):
    with pytest.raises(InputError, match=message):
        Network(**{"layers": [4, 5, 2], **given})


def test_learning_rates_have_the_range_of_the_accumulators(network, digits):
    for rate in (-1, 128, float("nan"), "fast"):
        with pytest.raises(InputError, match="learning_rate: .* 0 to 127"):
            network.learn(digits.train_images[:1], [0], learning_rate=rate)
    narrow = Network([784, 5, 10], accumulator_bits=4)
    with pytest.raises(InputError, match="learning rate: register value .* in format w4g4"):
        narrow.learn(digits.train_images[:1], [0], learning_rate=127)


def test_files_that_are_no_models_are_refused(network, tmp_path):
    with pytest.raises(FileError, match="cannot read .*none.safetensors"):
        Network.load(tmp_path / "none.safetensors")
    with pytest.raises(OSError, match="cannot read .*none.npz"):
        Network.load(tmp_path / "none.npz")
    with pytest.raises(InputError, match=r"ends neither in .safetensors nor in .npz"):
        Network.load(tmp_path / "model.bin")
    with pytest.raises(FileError, match="cannot write"):
        network.save(tmp_path / "no" / "folder.safetensors")
    with pytest.raises(FileError, match="cannot write"):
        network.save(tmp_path / "no" / "folder.npz")
    for name in ("bad.safetensors", "bad.npz"):
        for content in (b"", b"nonsense", bytes(1000)):
            (tmp_path / name).write_bytes(content)
            with pytest.raises(ModelError, match=name):
                Network.load(tmp_path / name)
    network.save(tmp_path / "cut.safetensors")
    whole = (tmp_path / "cut.safetensors").read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:-100])
    with pytest.raises(ModelError, match="damaged or cut off"):
        Network.load(tmp_path / "cut.safetensors")
    assert issubclass(ModelError, ValueError) and issubclass(FileError, (OSError, ApicalError))


def test_archives_that_lack_something_are_refused(tmp_path):
    Network([4, 3, 2]).save(tmp_path / "whole.npz")
    arrays = dict(np.load(tmp_path / "whole.npz"))
    changes = {
        "layer1.weight": [None, np.zeros((4, 3)), np.zeros((3, 4), dtype=np.int8), np.full((4, 3), 9, dtype=np.int8)],
        "specification_version": [None, np.uint32(2), np.zeros(3)],
        "layers": [np.array([4, 3, 2, 2]), np.array([4, 0, 2]), np.array(["a"])],
        "format": [np.array([4, 9]), np.array([4])],
        "random.lanes": [np.zeros(16, dtype=np.uint32), np.ones(15, dtype=np.uint32), -np.ones(16, dtype=int)],
        "layer1.feedback": [np.full((3, 2), 2, dtype=np.uint8)],
        "in_flight.label": [np.zeros(1, dtype=np.uint8)],
        "window": [np.array([70000])],
    }
    for name, values in changes.items():
        for value in values:
            changed = {key: array for key, array in arrays.items() if key != name}
            if value is not None:
                changed[name] = value
            np.savez(tmp_path / "changed.npz", **changed)
            with pytest.raises(ModelError, match="changed.npz"):
                Network.load(tmp_path / "changed.npz")


def test_control_c_while_learning_keeps_what_was_learned(digits):
    network = Network([784, 200, 200, 10], seed=1)
    images = np.tile(digits.train_images, (40, 1, 1))
    labels = np.tile(digits.train_labels, 40)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        while True:
            network.learn(images, labels)
    timer.join()
    assert network.counters.learned > 100
    # No image is left in the pipeline.
    assert network.infer(digits.test_images[:10]).shape == (10,)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers")
def test_a_handler_that_uses_the_network_does_not_wait_for_itself(digits):
    network = Network([784, 200, 200, 10], seed=1)
    before = signal.signal(signal.SIGALRM, lambda *_: network.infer(digits.test_images[:1]))
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(BusyError, match="at work"):
            while True:
                network.learn(np.tile(digits.train_images, (20, 1, 1)), np.tile(digits.train_labels, 20))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert network.infer(digits.test_images[:3]).shape == (3,)


def test_a_calibration_counts_is_saved_and_is_dropped_by_learning(network, digits, tmp_path):
    network = network.copy()
    assert network.calibration == ()
    images, labels = digits.test_images[:300], digits.test_labels[:300]
    network.calibrate(images, labels)
    potentials = np.sort(network.potentials(images), axis=1)
    margins = potentials[:, -1] - potentials[:, -2]
    right = network.infer(images) == labels
    steps = network.calibration
    starts = [step.margin for step in steps] + [margins.max() + 1]
    for step, (start, end) in zip(steps, zip(starts, starts[1:], strict=False), strict=True):
        inside = (margins >= start) & (margins < end)
        assert (step.images, step.right) == (inside.sum(), right[inside].sum())
        assert 0 < step.probability < 1
    assert sum(step.images for step in steps) == 300
    path = tmp_path / "calibrated.safetensors"
    network.save(path)
    again = Network.load(path)
    assert again.calibration == steps
    again.learn(digits.train_images[:5], digits.train_labels[:5])
    assert again.calibration == ()
    with pytest.raises(InputError, match="19 are too few to calibrate with: at least 20"):
        network.calibrate(images[:19], labels[:19])
    with pytest.raises(InputError, match="at 0 is out of range: 0 to 9"):
        network.calibrate(images, labels + 10)
    assert network.calibration == steps
