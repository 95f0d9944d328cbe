"""The processor, cycle by cycle."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _apical, _check
from ._errors import InputError
from ._network import Network
from ._results import Counters


@dataclass(frozen=True)
class Energy:
    """Energy of a mean image, in nanojoules; modelled.

    ``low`` and ``high`` are bounds without any fitted number. ``calibrated`` has one factor on memory energies, fitted to
    the published 236.5 nJ of the 65-nm chip. What is in none of them: pads, host and DRAM, wires between blocks but
    memories', voltage conversion, test logic.

    Attributes
    ----------
    calibrated_nj, low_nj, high_nj : float
        All of it.
    items : tuple of dict
        The parts, which sum to the whole: ``block``, ``layer`` (from 1; None for what all share), ``cause`` (forward,
        update, clock, leakage), ``kind`` (memory, logic), ``calibrated_nj``, ``low_nj``, ``high_nj``.
    """

    calibrated_nj: float
    low_nj: float
    high_nj: float
    items: tuple[Mapping[str, Any], ...] = field(repr=False)

    def by(self, key: str = "block") -> dict[str, float]:
        """Calibrated nanojoules by ``block``, ``layer``, ``cause`` or ``kind``; those without energy are left out."""
        _check.choice("key", key, ("block", "layer", "cause", "kind"))
        sums: dict[str, float] = {}
        for item in self.items:
            name = item[key] if item[key] is not None else "shared"
            sums[str(name)] = sums.get(str(name), 0.0) + item["calibrated_nj"]
        return {name: energy for name, energy in sums.items() if energy > 0}

    def to_pandas(self) -> Any:
        """The parts as a ``pandas.DataFrame``."""
        return _check.package("pandas", "pandas").DataFrame(list(self.items))


@dataclass(frozen=True)
class Area:
    """Area of a processor; modelled.

    Attributes
    ----------
    total_mm2 : float
        All of it, in square millimetres.
    blocks_mm2 : dict of str to float
        By block; they sum to the total.
    gate_equivalents : float
        Gates of all logic, registers included.
    registers, memory_bits : int
        Bits.
    """

    total_mm2: float
    blocks_mm2: Mapping[str, float]
    gate_equivalents: float
    registers: int
    memory_bits: int

    def to_pandas(self) -> Any:
        """Blocks as a ``pandas.Series``."""
        return _check.package("pandas", "pandas").Series(dict(self.blocks_mm2), name="mm2")


@dataclass(frozen=True)
class OperatingPoint:
    """A supply and a clock, and what they give for a mean image; modelled.

    Attributes
    ----------
    supply_v, clock_mhz : float
        The point.
    energy_nj, energy_low_nj, energy_high_nj : float
        Energy of an image: calibrated, and bounds.
    leakage_mw : float
        Power that leaks.
    power_mw, power_low_mw, power_high_mw : float
        Power with one image after the other: calibrated, and bounds.
    images_per_second, latency_us : float
        Speed, and time from an image's entry to its result.
    """

    supply_v: float
    clock_mhz: float
    energy_nj: float
    energy_low_nj: float
    energy_high_nj: float
    leakage_mw: float
    power_mw: float
    power_low_mw: float
    power_high_mw: float
    images_per_second: float
    latency_us: float

    def to_pandas(self) -> Any:
        """All figures as a ``pandas.Series``."""
        return _check.package("pandas", "pandas").Series(asdict(self))


@dataclass(frozen=True)
class Interval:
    """A figure that is not known exactly.

    Attributes
    ----------
    low, median, high : float
        5 % of the probability lie below ``low``, half of it below ``median``, 5 % above ``high``.
    """

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Intervals:
    """What is known of a mean image, and how well; modelled.

    Attributes
    ----------
    ratio : Interval
        Energy of the silicon of 2020 for an image over that of this processor: what is known best.
    energy_nj, power_mw, area_mm2 : Interval
        Energy of an image, power over the whole run, area.
    """

    ratio: Interval
    energy_nj: Interval
    power_mw: Interval
    area_mm2: Interval


@dataclass(frozen=True, eq=False)
class Run:
    """What a run of images took.

    Attributes
    ----------
    task : str
        "inference" or "training".
    images : int
        Images; every epoch counts.
    classes : ndarray of uint8, shape (images,), or None
        What they were taken for; None of training.
    supply_v, clock_mhz : float
        Where it ran.
    cycles : int
        All cycles; with the slots in which the pipeline fills and empties.
    cycles_per_image : float
        Mean cycles from one image to the next.
    cycles_p50, cycles_p99 : int
        Cycles that half, and 99 %, of the images do not exceed.
    histogram : tuple of (int, int)
        Cycles, and images that took so many.
    counters : dict of str to int
        Events of the blocks that all layers share.
    layer_counters : tuple of dict of str to int
        Events of each layer.
    energy : Energy
        Of a mean image.
    """

    task: str
    images: int
    classes: npt.NDArray[np.uint8] | None = field(repr=False)
    supply_v: float
    clock_mhz: float
    cycles: int
    cycles_per_image: float
    cycles_p50: int
    cycles_p99: int
    histogram: tuple[tuple[int, int], ...] = field(repr=False)
    counters: Mapping[str, int] = field(repr=False)
    layer_counters: tuple[Mapping[str, int], ...] = field(repr=False)
    energy: Energy
    _counts: _apical.Counts = field(repr=False)

    @property
    def images_per_second(self) -> float:
        """Images a second, one after the other."""
        return self.clock_mhz * 1e6 / self.cycles_per_image

    @property
    def power_mw(self) -> float:
        """Calibrated power over the whole run, in milliwatts."""
        return self.energy.calibrated_nj * self.clock_mhz * self.images / self.cycles

    def to_pandas(self) -> Any:
        """All counters as a ``pandas.DataFrame``: a row a counter, a column a layer and one for what all share."""
        pandas = _check.package("pandas", "pandas")
        columns = {"shared": pandas.Series(dict(self.counters), dtype="Int64")}
        for number, counters in enumerate(self.layer_counters, 1):
            columns[f"layer {number}"] = pandas.Series(dict(counters), dtype="Int64")
        return pandas.DataFrame(columns)


class Processor:
    """A processor at an operating point, with a network in it.

    Classes and weights are those of :class:`Network`, bit for bit; the model counts what the hardware does on the way.

    Parameters
    ----------
    preset : str or path, optional
        One of :meth:`presets`, or a TOML file. By default ``"apical"``, or ``"retina"`` for a network whose front end makes bits.
    network : Network, optional
        The network to start with; a copy is taken. Without it, an untrained one of the preset's size.
    settings : dict of str to value, optional
        Values of the preset to set otherwise, by their path: ``{"encoder.pixels_per_cycle": 8}``.
    technology : str or path, optional
        Another technology than the preset's.
    sram : str or path, optional
        A file of memories that take the place of the technology's, as ``apical simulate --sram`` takes it.
    supply : float, optional
        Volts; the preset's by default.
    clock_mhz : float, optional
        The preset's by default, or the fastest at ``supply``.
    adapt : bool, default False
        Size memories and lanes for a network that the preset was not made for.
    seed : int, default 1
        Seed of the untrained network.

    Examples
    --------
    >>> from apical import Processor, datasets
    >>> digits = datasets.generate_digits(200, 50)
    >>> processor = Processor("apical")
    >>> run = processor.infer(digits.test_images)
    >>> run.images, run.energy.low_nj < run.energy.calibrated_nj < run.energy.high_nj
    (50, True)
    >>> 20 < run.cycles_per_image < 60
    True
    """

    def __init__(
        self,
        preset: str | os.PathLike[str] | None = None,
        *,
        network: Network | None = None,
        settings: Mapping[str, Any] | None = None,
        technology: str | os.PathLike[str] | None = None,
        sram: str | os.PathLike[str] | None = None,
        supply: float | None = None,
        clock_mhz: float | None = None,
        adapt: bool = False,
        seed: int = 1,
    ) -> None:
        if network is not None and not isinstance(network, Network):
            raise InputError(f"network: {type(network).__name__} is not an apical.Network")
        given = {
            "preset": None if preset is None else os.fspath(preset),
            "technology": None if technology is None else os.fspath(technology),
            "sram": None if sram is None else os.fspath(sram),
            "settings": [f"{path}={_toml(value)}" for path, value in (settings or {}).items()],
            "supply": None if supply is None else _check.number("supply", supply, 0, 100),
            "clock_mhz": None if clock_mhz is None else _check.number("clock_mhz", clock_mhz, 1e-6, 1e6),
            "adapt": bool(adapt),
            "seed": _check.integer("seed", seed, 0, 2**64 - 1),
        }
        self._chip = _apical.Chip(given, None if network is None else network._core)

    @staticmethod
    def presets() -> tuple[str, ...]:
        """Names of the built-in presets.

        Examples
        --------
        >>> from apical import Processor
        >>> {"apical", "park2019"} <= set(Processor.presets())
        True
        """
        return tuple(_apical.preset_names())

    @staticmethod
    def preset_text(name: str) -> str:
        """A built-in preset, as the TOML file to begin one's own with."""
        return _apical.preset_text(name)

    @property
    def description(self) -> dict[str, Any]:
        """Preset, technology, supply and its range (volts), clock (MHz), calibration factor, network."""
        return self._chip.description()

    @property
    def network(self) -> Network:
        """The network as it is now, a copy."""
        return Network._of(self._chip.network())

    @property
    def counters(self) -> Counters:
        """Events of the rule since the processor was made."""
        counters = self._chip.counters()
        return Counters(**{**counters, "spikes": tuple(counters["spikes"])})

    @property
    def area(self) -> Area:
        """Area by block."""
        return Area(**self._chip.area())

    def __repr__(self) -> str:
        it = self.description
        return f"<apical.Processor {it['preset']}, {it['supply_v']:g} V, {it['clock_mhz']:g} MHz, {it['technology']}>"

    def infer(self, images: npt.NDArray[np.uint8]) -> Run:
        """Classify images in a stream.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
        """
        matrix = _check.images(images, self._chip.raw_inputs())
        return _run("inference", self._chip.infer(matrix))

    def learn(
        self,
        images: npt.NDArray[np.uint8],
        labels: npt.ArrayLike,
        *,
        epochs: int = 1,
        learning_rate: float | tuple[float, float] | str | None = None,
        seed: int = 1,
    ) -> Run:
        """Learn images, in an order that follows from the seed.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
        labels : array_like of int, shape (images,)
        epochs : int
            Times that each image is shown, 1 to 1,000,000.
        learning_rate : float, (float, float), str or None
            As for :class:`DSFClassifier`; None: what suits the network's front end, as ``apical train`` has it.
        seed : int
            Seed of the order.
        """
        sizes = self.description["network"]["layers"]
        matrix = _check.images(images, self._chip.raw_inputs())
        recipe = {
            "seed": _check.integer("seed", seed, 0, 2**64 - 1),
            "epochs": _check.integer("epochs", epochs, 1, 1_000_000),
            "learning_rate": (
                self._chip.network().default_learning_rate()
                if learning_rate is None
                else _check.learning_rate(learning_rate)
            ),
            "shift": 0,
        }
        width = images.shape[2] if images.ndim == 3 else images.shape[1]
        classes = _check.labels(labels, len(matrix), sizes[-1])
        return _run("training", self._chip.learn(matrix, classes, recipe, width))

    # How well it is known

    def intervals(self, run: Run, *, samples: int = 4000) -> Intervals | None:
        """How well energy, power and area of a run's mean image are known, as ``apical simulate`` prints it.

        Parameters
        ----------
        run : Run
            What was counted, of inference or training.
        samples : int, default 4000
            Draws of what is not known of the constants and of the silicon's inside, 1 to 1,000,000.

        Returns
        -------
        Intervals or None
            None where a technology, or a file of memories, has no ranges.

        Examples
        --------
        >>> from apical import Processor, datasets
        >>> processor = Processor("apical")
        >>> run = processor.infer(datasets.generate_digits(10, 30).test_images)
        >>> found = processor.intervals(run)
        >>> found.energy_nj.low < found.energy_nj.median < found.energy_nj.high
        True
        """
        samples = _check.integer("samples", samples, 1, 1_000_000)
        found = self._chip.intervals(_counts(run), run.task == "training", samples)
        return None if found is None else Intervals(**{name: Interval(*ends) for name, ends in found.items()})

    # Voltage and frequency

    def operating_points(self, run: Run, *, step: float = 0.05) -> list[OperatingPoint]:
        """What the images of a run would take at every supply, each with its fastest clock.

        Parameters
        ----------
        run : Run
            What was counted, of inference or training.
        step : float
            Volts between two supplies, 0.001 to the technology's whole range.

        Examples
        --------
        >>> from apical import Processor, datasets
        >>> processor = Processor("apical")
        >>> run = processor.infer(datasets.generate_digits(10, 30).test_images)
        >>> points = processor.operating_points(run, step=0.1)
        >>> points[0].energy_nj < points[-1].energy_nj
        True
        """
        found = self._chip.operating_points(_counts(run), _check.number("step", step, 0, 100))
        return [OperatingPoint(**point) for point in found]

    def at(self, run: Run, supply: float, clock_mhz: float | None = None) -> OperatingPoint:
        """What the images of a run would take at another point.

        Parameters
        ----------
        run : Run
        supply : float
            Volts.
        clock_mhz : float, optional
            The fastest by default.
        """
        supply = _check.number("supply", supply, 0, 100)
        if clock_mhz is not None:
            clock_mhz = _check.number("clock_mhz", clock_mhz, 1e-6, 1e6)
        return OperatingPoint(**self._chip.at(_counts(run), supply, clock_mhz))

    def least_energy(self, run: Run) -> OperatingPoint:
        """The supply, with its fastest clock, at which an image of a run takes the least energy."""
        return OperatingPoint(**self._chip.least_energy(_counts(run)))

    def meet(
        self,
        run: Run,
        *,
        rate: float | None = None,
        power_mw: float | None = None,
        deadline_us: float | None = None,
    ) -> OperatingPoint:
        """The best point for one target.

        Parameters
        ----------
        run : Run
        rate : float, optional
            Least energy that reaches so many images a second.
        power_mw : float, optional
            Greatest rate within so many milliwatts.
        deadline_us : float, optional
            Least energy with a result after so many microseconds.
        """
        targets = {"rate": rate, "power": power_mw, "deadline": deadline_us}
        chosen = [(kind, value) for kind, value in targets.items() if value is not None]
        if len(chosen) != 1:
            raise InputError("meet: one of rate, power_mw and deadline_us is needed")
        kind, value = chosen[0]
        return OperatingPoint(**self._chip.meet(_counts(run), kind, float(value)))


def _run(task: str, found: dict[str, Any]) -> Run:
    items = tuple(found.pop("energy"))
    sums = {key: sum(item[key] for item in items) for key in ("calibrated_nj", "low_nj", "high_nj")}
    return Run(
        task=task,
        counters=found.pop("shared"),
        layer_counters=tuple(found.pop("layers")),
        histogram=tuple(found.pop("histogram")),
        energy=Energy(**sums, items=items),
        _counts=found.pop("counts"),
        **found,
    )


def _counts(run: Run) -> _apical.Counts:
    if not isinstance(run, Run):
        raise InputError(f"run: {type(run).__name__} is not an apical.Run")
    return run._counts


def _toml(value: Any) -> str:
    """A value as a setting writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
