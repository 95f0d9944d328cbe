"""The same request for a processor is the same design as on the command line, or refused with the same words."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from apical import ApicalError, FileError, InputError, PresetError, Processor

POINTS = [(None, None), (0.9, None), (1.2, None), (None, 5.0), (1.2, 5.0), (None, 21.0)]


@pytest.fixture(scope="module")
def sandbox(program, tmp_path_factory) -> Path:
    """A folder with a preset whose technology lies beside it."""
    folder = tmp_path_factory.mktemp("designs")
    own = folder / "mine"
    own.mkdir()
    (own / "own.toml").write_text(Processor.preset_text("apical").replace('"65nm"', '"beside.toml"'))
    text = subprocess.run([program, "preset", "show", "65nm", "--toml"], capture_output=True, text=True, check=True).stdout
    (own / "beside.toml").write_text(text.replace('name = "65nm"', 'name = "mine"', 1))
    return folder


@pytest.fixture(scope="module")
def three(some_digits) -> list[str]:
    return some_digits(3)


def simulate(program, sandbox, data, preset, technology, supply, clock):
    """What the command line says of three images: the report, or its complaint."""
    flags = {"--preset": preset, "--technology": technology, "--voltage": supply, "--frequency": clock}
    given = [str(part) for flag, value in flags.items() if value is not None for part in (flag, value)]
    command = [program, "simulate", "--random", "--data", *data, "--json", *given]
    done = subprocess.run(command, capture_output=True, text=True, cwd=sandbox)
    return (json.loads(done.stdout), None) if done.returncode == 0 else (None, done.stderr)


@pytest.mark.parametrize("preset", [*Processor.presets(), "mine/own.toml"])
@pytest.mark.parametrize("technology", [None, "65nm", "sg13g2", "7nm"])
def test_designs_are_those_of_the_command_line(program, sandbox, digits, three, monkeypatch, preset, technology):
    monkeypatch.chdir(sandbox)
    for supply, clock in POINTS:
        report, complaint = simulate(program, sandbox, three, preset, technology, supply, clock)
        given = {"technology": technology, "supply": supply, "clock_mhz": clock}
        if report is None:
            with pytest.raises(PresetError) as refused:
                Processor(preset, **given)
            assert str(refused.value) in complaint, given
            continue
        processor = Processor(preset, **given)
        run = processor.infer(digits.test_images[:3])
        assert run.supply_v == pytest.approx(report["supply_v"]), given
        assert run.clock_mhz == pytest.approx(report["clock_mhz"]), given
        assert run.energy.calibrated_nj == pytest.approx(report["energy_nj_per_image"]), given
        assert [run.energy.low_nj, run.energy.high_nj] == pytest.approx(report["energy_nj_bounds"]), given
        assert processor.area.total_mm2 == pytest.approx(report["area_mm2"]), given
        assert processor.description["technology"] == report["technology"]


@pytest.mark.parametrize("task", ["inference", "training"])
def test_intervals_are_those_of_the_command_line(program, sandbox, digits, three, task):
    report, complaint = simulate(program, sandbox, three, "apical", None, None, None)
    assert complaint is None
    processor = Processor("apical")
    if task == "training":
        run = processor.learn(digits.train_images[:50], digits.train_labels[:50])
        found = processor.intervals(run)
        assert found.energy_nj.low < run.energy.calibrated_nj < found.energy_nj.high
        return
    found = processor.intervals(processor.infer(digits.test_images[:3]))
    for name in ("ratio", "energy_nj", "power_mw", "area_mm2"):
        told, interval = report["uncertainty"][name], getattr(found, name)
        assert [interval.low, interval.median, interval.high] == pytest.approx([told[end] for end in ("low", "median", "high")])
    assert processor.intervals(processor.infer(digits.test_images[:3]), samples=50).ratio != found.ratio
    library = Processor("apical", technology="sg13g2")
    assert library.intervals(library.infer(digits.test_images[:3])) is None
    with pytest.raises(InputError, match="samples: 0 is out of range: 1 to 1000000"):
        processor.intervals(library.infer(digits.test_images[:3]), samples=0)


def test_memories_of_a_file_are_priced_as_on_the_command_line(program, sandbox, digits, three, monkeypatch):
    monkeypatch.chdir(sandbox)
    sizes = [(98, 40), (25, 80), (25, 40), (196, 32), (50, 32)]
    rows = [f"{words},{bits},{words * bits / 4000},{words * bits / 3000},0.3,0.007" for words, bits in sizes]
    lines = ["# supply_v = 0.8", "# node_nm = 65", "words,bits,read_pj,write_pj,leakage_uw,area_mm2", *rows]
    Path("memories.csv").write_text("\n".join(lines) + "\n")
    command = [program, "simulate", "--random", "--data", *three, "--json", "--sram", "memories.csv"]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    processor = Processor(sram="memories.csv")
    run = processor.infer(digits.test_images[:3])
    energy = pytest.approx(report["energy_nj_per_image"])
    assert [run.energy.low_nj, run.energy.calibrated_nj, run.energy.high_nj] == [energy, energy, energy]
    assert run.energy.calibrated_nj != pytest.approx(Processor().infer(digits.test_images[:3]).energy.calibrated_nj)
    assert processor.area.total_mm2 == pytest.approx(report["area_mm2"])
    Path("memories.csv").write_text("\n".join([*lines[:-1], "50,32,-1,2,0.3,0.007"]) + "\n")
    with pytest.raises(ApicalError, match=r"memories\.csv: line 8: .*-1 is out of range"):
        Processor(sram="memories.csv")


def test_a_technology_that_cannot_be_read_is_a_file_error():
    with pytest.raises(FileError, match="cannot read ./none.toml"):
        Processor(technology="./none.toml")
