"""The processor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading

import numpy as np
import pytest

from apical import DSFClassifier, FileError, InputError, Network, OperatingPoint, PresetError, Processor


@pytest.fixture(scope="module")
def run(network, digits):
    return Processor("apical", network=network).infer(digits.test_images[:300])


def test_classes_are_those_of_the_network(run, network, digits):
    assert (run.classes == network.infer(digits.test_images[:300])).all()
    assert run.task == "inference" and run.images == 300
    assert sum(count for _, count in run.histogram) == 300


def test_figures_are_those_of_the_command_line(program, network, digits, some_digits, tmp_path):
    network.save(tmp_path / "model.safetensors")
    command = [program, "simulate", "model.safetensors", "--data", *some_digits(300), "--voltage", "0.9", "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout)
    processor = Processor("apical", network=network, supply=0.9)
    run = processor.infer(digits.test_images[:300])
    assert run.cycles_per_image == told["cycles_per_image"]
    assert (run.cycles_p50, run.cycles_p99) == (told["cycles_p50"], told["cycles_p99"])
    assert run.clock_mhz == pytest.approx(told["clock_mhz"])
    assert run.energy.calibrated_nj == pytest.approx(told["energy_nj_per_image"])
    assert [run.energy.low_nj, run.energy.high_nj] == pytest.approx(told["energy_nj_bounds"])
    assert run.energy.by("block") == pytest.approx(told["energy_nj_breakdown"])
    assert run.energy.by("kind")["memory"] == pytest.approx(told["memory_access_energy_nj"])
    assert run.images_per_second == pytest.approx(told["images_per_second"])
    assert run.power_mw == pytest.approx(told["power_mw"])
    assert dict(run.counters) == told["counters"]
    assert [dict(layer) for layer in run.layer_counters] == told["layer_counters"]
    assert processor.area.total_mm2 == pytest.approx(told["area_mm2"])
    assert dict(processor.area.blocks_mm2) == pytest.approx(told["area_mm2_breakdown"])
    assert processor.description["calibration_factor"] == pytest.approx(told["calibration_factor"])


def test_learning_is_the_classifiers(digits):
    X, y = digits.train_matrix[:300], digits.train_labels[:300]
    classifier = DSFClassifier(epochs=2, random_state=4, front_end="threshold").fit(X, y)
    defaults = {"margin_bits": 6, "drop_shift": 2, "initial_range": 250}
    network = Network([784, 200, 200, 10], feedback_sharing=1, seed=4, **defaults)
    processor = Processor("apical", network=network)
    # The learning rate, which neither is told, follows from the front end.
    run = processor.learn(digits.train_images[:300], y, epochs=2, seed=4)
    assert run.task == "training" and run.images == 600 and run.classes is None
    assert processor.network == classifier.network_
    assert processor.counters.learned == 600
    assert run.energy.by("cause")["update"] > 0


def test_parts_sum_to_wholes(run):
    for by in ("block", "layer", "cause", "kind"):
        assert sum(run.energy.by(by).values()) == pytest.approx(run.energy.calibrated_nj)
    assert run.energy.to_pandas()["high_nj"].sum() == pytest.approx(run.energy.high_nj)
    area = Processor("park2019").area
    assert sum(area.blocks_mm2.values()) == pytest.approx(area.total_mm2)
    assert area.to_pandas().sum() == pytest.approx(area.total_mm2)
    table = run.to_pandas()
    assert list(table.columns) == ["shared", "layer 1", "layer 2", "layer 3"]
    assert table.loc["images", "shared"] == 300
    assert table.loc["events", "layer 1"] == run.layer_counters[0]["events"]


def test_operating_points(run, network):
    processor = Processor("apical", network=network)
    points = processor.operating_points(run)
    supplies = [point.supply_v for point in points]
    assert supplies == sorted(supplies)
    assert all(a.clock_mhz < b.clock_mhz for a, b in zip(points, points[1:], strict=False))
    assert all(point.energy_low_nj < point.energy_nj < point.energy_high_nj for point in points)
    here = processor.at(run, run.supply_v)
    assert here.energy_nj == pytest.approx(run.energy.calibrated_nj)
    assert processor.at(run, run.supply_v, run.clock_mhz / 2).energy_nj > here.energy_nj, "leaks for longer"
    least = processor.least_energy(run)
    assert least.energy_nj <= min(point.energy_nj for point in points) + 1e-9
    met = processor.meet(run, rate=50_000)
    assert met.images_per_second == pytest.approx(50_000)
    assert processor.meet(run, power_mw=5.0).power_mw <= 5.0 + 1e-9
    assert processor.meet(run, deadline_us=5.0).latency_us <= 5.0 + 1e-9
    assert isinstance(met, OperatingPoint) and met.to_pandas()["supply_v"] == met.supply_v


def test_presets():
    assert {"apical", "park2019"} <= set(Processor.presets())
    for name in Processor.presets():
        assert f'name = "{name}"' in Processor.preset_text(name)
    changed = Processor("apical", settings={"clock": "10 MHz"})
    assert changed.description["clock_mhz"] == pytest.approx(10)


def test_a_preset_is_sized_for_another_network(digits):
    small = Network([784, 30, 10], weight_bits=5, seed=1)
    with pytest.raises(PresetError):
        Processor("apical", network=small)
    processor = Processor("apical", network=small, adapt=True)
    run = processor.infer(digits.test_images[:20])
    assert (run.classes == small.infer(digits.test_images[:20])).all()
    assert processor.area.total_mm2 < Processor("apical").area.total_mm2


def test_a_front_end_chooses_the_preset_where_none_is_named(digits):
    seen = "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1680,bar=1575)"
    network = Network([1176, 30, 10], front_end=seen, seed=1)
    processor = Processor(network=network, adapt=True)
    assert processor.description["preset"] == "retina"
    images = digits.test_images[:20]
    assert (processor.infer(images).classes == network.infer(images)).all()
    assert Processor("apical", network=network, adapt=True).description["preset"] == "apical"
    assert Processor().description["preset"] == "apical"


@pytest.mark.parametrize(
    "given, kind, message",
    [
        ({"preset": "loihi"}, PresetError, 'there is no preset "loihi"; there are .*apical'),
        ({"preset": "./none.toml"}, FileError, "cannot read ./none.toml"),
        ({"settings": {"no.such": 1}}, PresetError, "no"),
        ({"settings": {"clock": "fast"}}, PresetError, "clock"),
        ({"technology": "3nm"}, PresetError, "3nm"),
        ({"supply": 3.0}, PresetError, "3 V is out of range"),
        ({"supply": "high"}, InputError, "supply: 'high' is not a number"),
        ({"supply": float("nan")}, InputError, "supply: nan is out of range"),
        ({"clock_mhz": 0}, InputError, "clock_mhz: 0 is out of range"),
        ({"clock_mhz": 9999}, PresetError, "frequency: 9999.000 MHz is out of range"),
        ({"network": 3}, InputError, "network: int is not an apical.Network"),
        ({"seed": -1}, InputError, "seed: -1 is out of range"),
    ],
)
def test_processors_that_cannot_be_are_refused(given, kind, message):
    with pytest.raises(kind, match=message):
        Processor(**given)


def test_arguments_out_of_range_are_named(run, digits):
    processor = Processor("apical")
    images, labels = digits.train_images[:3], digits.train_labels[:3]
    for work, message in [
        (lambda: processor.infer(images / 255), "images: type float64"),
        (lambda: processor.infer(images[:, :5]), "140 pixels"),
        (lambda: processor.infer(images[:0]), "images: 0 is out of range"),
        (lambda: processor.learn(images, labels[:2]), "labels: 2 given for 3 images"),
        (lambda: processor.learn(images, labels, epochs=0), "epochs: 0 is out of range"),
        (lambda: processor.learn(images, labels, learning_rate=200), "learning_rate: 200 is out of range"),
        (lambda: processor.meet(run), "one of rate, power_mw and deadline_us"),
        (lambda: processor.meet(run, rate=1, power_mw=1), "one of rate, power_mw and deadline_us"),
        (lambda: processor.operating_points("run"), "run: str is not an apical.Run"),
        (lambda: run.energy.by("colour"), "key: 'colour' is none of block, layer, cause, kind"),
    ]:
        with pytest.raises(InputError, match=message):
            work()
    for work, message in [
        (lambda: processor.meet(run, rate=1e9), "rate: 1000000000 images/s is out of range"),
        (lambda: processor.meet(run, power_mw=0), "power: 0 mW is out of range"),
        (lambda: processor.meet(run, power_mw=float("nan")), "power"),
        (lambda: processor.meet(run, deadline_us=float("nan")), "deadline"),
        (lambda: processor.at(run, 5.0), "5 V is out of range"),
        (lambda: processor.operating_points(run, step=0), "step: 0 V is out of range"),
    ]:
        with pytest.raises(PresetError, match=message):
            work()


def test_control_c_stops_a_simulation(digits):
    processor = Processor("park2019")
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        processor.learn(np.tile(digits.train_images, (5, 1, 1)), np.tile(digits.train_labels, 5), epochs=1000)
    timer.join()
    assert processor.infer(digits.test_images[:5]).images == 5
