"""Networks for other simulators."""

from __future__ import annotations

import importlib.util
import json
import warnings

import nir
import numpy as np
import pytest

from apical import FileError, InputError, ModelError, Network
from apical import nir as interchange


def simulate(graph, spikes: np.ndarray, delay: int) -> np.ndarray:
    """Runs a chain as NIR defines it: with a delay of a step a layer of neurons, or without. Output of every step."""
    nodes = [graph.nodes[name] for name, _ in graph.edges][1:]
    potentials = [
        np.zeros((len(spikes), len(node.v_threshold))) if isinstance(node, nir.IF) else None for node in nodes
    ]
    outputs = []
    for step in range(8):
        values = spikes if step == 0 else np.zeros_like(spikes)
        for index, node in enumerate(nodes):
            if isinstance(node, nir.IF):
                state = potentials[index]
                if not delay:
                    state = state + node.r * values
                values_out = (state > node.v_threshold).astype(np.float32)
                state = np.where(values_out == 1, node.v_reset, state)
                potentials[index] = state + node.r * values if delay else state
                values = values_out
            else:
                values = values @ node.weight.T + (node.bias if isinstance(node, nir.Affine) else 0)
        outputs.append(values)
    return np.array(outputs)


@pytest.mark.parametrize("delay", [0, 1])
def test_the_graph_does_the_same_by_nirs_definition(network, digits, delay):
    images = digits.test_images[:200]
    spikes = interchange.input_spikes(network, images)
    outputs = simulate(interchange.to_nir(network), spikes, delay)
    # Two layers of neurons, so that with a delay the output comes two steps later.
    drift = interchange.drift(network, images, outputs[2 * delay])
    assert drift == {"images": 200, "same_predictions": 1.0, "largest_difference": 0.0, "mean_difference": 0.0}


def test_constant_biases_do_the_same_without_delay(network, digits):
    images = digits.test_images[:200]
    graph = interchange.to_nir(network, bias="affine")
    outputs = simulate(graph, interchange.input_spikes(network, images, bias="affine"), delay=0)
    assert interchange.drift(network, images, outputs[0])["largest_difference"] == 0
    # With one it does not, which is why it is not the default.
    delayed = simulate(graph, interchange.input_spikes(network, images, bias="affine"), delay=1)
    assert interchange.drift(network, images, delayed[2])["largest_difference"] > 0


def test_spyx_does_the_same(network, digits, record_property, capsys):
    """Another simulator that reads NIR, on 200 images."""
    if importlib.util.find_spec("spyx") is None:
        pytest.skip("spyx is not installed: pip install 'apical[simulator]'")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spyx.nir

        compare_with_spyx(spyx.nir, network, digits.test_images[:200], "built-in digits", capsys)


def test_spyx_does_the_same_on_mnist(mnist, capsys):
    if importlib.util.find_spec("spyx") is None:
        pytest.skip("spyx is not installed: pip install 'apical[simulator]'")
    from apical import DSFClassifier

    learned = DSFClassifier(epochs=1, random_state=1, front_end="threshold").fit(mnist.train_matrix[:20_000], mnist.train_labels[:20_000])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spyx.nir

        compare_with_spyx(spyx.nir, learned.network_, mnist.test_images[:200], "MNIST", capsys)


def compare_with_spyx(spyx_nir, network, images, name, capsys):
    # Time first. The image is one step; each layer of neurons delays by one.
    spikes = interchange.input_spikes(network, images)
    steps = np.zeros((3, *spikes.shape), dtype=np.float32)
    steps[0] = spikes
    _, outputs = spyx_nir.from_nir(interchange.to_nir(network), steps, dt=1)
    drift = interchange.drift(network, images, np.asarray(outputs)[2])
    with capsys.disabled():
        print(f"\nspyx, {name}: {json.dumps(drift)}")
    assert drift["images"] == 200
    assert drift["same_predictions"] == 1.0
    assert drift["largest_difference"] == 0.0


@pytest.mark.parametrize("bias", ["input", "affine"])
def test_files_go_both_ways(network, digits, tmp_path, bias):
    interchange.write(tmp_path / "network.nir", network, bias=bias)
    again = interchange.read(tmp_path / "network.nir")
    assert again.config == network.config
    for mine, other in zip(network.weights + network.bias_weights, again.weights + again.bias_weights, strict=True):
        assert (mine == other).all()
    assert (again.potentials(digits.test_images) == network.potentials(digits.test_images)).all()
    assert [path.name for path in tmp_path.iterdir()] == ["network.nir"]


def test_metadata_say_what_the_numbers_are(network, tmp_path):
    interchange.write(tmp_path / "network.nir", network)
    metadata = nir.read(tmp_path / "network.nir").metadata
    assert int(metadata["apical.specification_version"]) == 1
    assert float(metadata["apical.dt"]) == 1
    assert str(metadata["apical.number_format"]).startswith("w4g8")
    assert "before each image" in str(metadata["apical.reset"])
    assert json.loads(str(metadata["apical.config"]))["layers"] == [784, 200, 200, 10]


def test_graphs_of_other_programs_are_read():
    weights = [np.array([[1, -3, 2], [0, 5, -1.0]]), np.array([[1, 0], [0, -2.0]])]
    nodes = {
        "in": nir.Input({"input": np.array([3])}),
        "a": nir.Affine(weights[0], np.array([1, -1.0])),
        "b": nir.IF(np.ones(2), np.zeros(2)),
        "c": nir.Linear(weights[1]),
        "out": nir.Output({"output": np.array([2])}),
    }
    names = list(nodes)
    network = interchange.from_nir(nir.NIRGraph(nodes, list(zip(names, names[1:], strict=False))))
    assert network.layers == (3, 2, 2) and network.config["weight_bits"] == 4
    assert (network.weights[0] == weights[0].T).all()
    assert network.bias_weights[0].tolist() == [1, -1]
    images = np.array([[255, 0, 255]], dtype=np.uint8)
    assert network.potentials(images).tolist() == [[1, 0]]


def test_graphs_that_are_no_networks_are_refused(network, tmp_path):
    def changed(change):
        graph = interchange.to_nir(network)
        change(graph)
        return graph

    def weights(value):
        def change(graph):
            graph.nodes["layer2"].weight[0, 0] = value

        return change

    for change, message in [
        (weights(0.5), "'layer2': weight holds numbers that are not whole"),
        (weights(np.nan), "not whole"),
        (lambda graph: graph.nodes["neurons1"].r.fill(2), "'neurons1': resistances other than 1"),
        (lambda graph: graph.nodes["neurons1"].v_threshold.fill(1), "thresholds 1 to 1 are out of range"),
        (lambda graph: graph.nodes.update(neurons1=nir.Threshold(np.zeros(201))), "is Threshold, IF expected"),
        (lambda graph: graph.edges.pop(), "not one chain"),
        (lambda graph: graph.edges.append(("layer1", "output")), "leads to several nodes"),
        (lambda graph: graph.metadata.update({"apical.specification_version": 2}), "specification version 2"),
        (lambda graph: graph.metadata.update({"apical.specification_version": "x"}), "invalid literal"),
        (lambda graph: graph.metadata.update({"apical.config": "[]"}), "are not those that its metadata say"),
        (lambda graph: graph.metadata.update({"apical.config": "{"}), "Expecting"),
        (lambda graph: graph.nodes["layer1"].weight.__setitem__((-1, 0), 1), "does not hand the bias input on"),
    ]:
        with pytest.raises(ModelError, match=message):
            interchange.from_nir(changed(change))
    with pytest.raises(ModelError, match="out of range"):
        interchange.from_nir(changed(weights(1000)))
    with pytest.raises(InputError, match="graph: int"):
        interchange.from_nir(3)
    with pytest.raises(InputError, match="network: int"):
        interchange.to_nir(3)
    with pytest.raises(InputError, match="bias: 'none' is none of input, affine"):
        interchange.to_nir(Network([4, 3, 2]), bias="none")
    with pytest.raises(FileError, match="there is no such file"):
        interchange.read(tmp_path / "none.nir")
    (tmp_path / "bad.nir").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="bad.nir: not a NIR file"):
        interchange.read(tmp_path / "bad.nir")
    with pytest.raises(FileError, match="cannot write"):
        interchange.write(tmp_path / "no" / "folder.nir", network)
    with pytest.raises(InputError, match="potentials: shape"):
        interchange.drift(network, np.zeros((2, 784), dtype=np.uint8), np.zeros((3, 10)))
