"""Networks that learn by direct spike-only feedback, in integers, and the processor that runs them.

The bits are those of the Rust crates and of the command line ``apical``: all work is done by them.

==============================  =====================================================================
:class:`DSFClassifier`          a scikit-learn classifier
:class:`Network`                a network, with everything that is in it as arrays
:class:`Processor`              the processor, cycle by cycle: counters, energy, area, voltage
:mod:`apical.datasets`          the built-in digits, MNIST and others
:mod:`apical.plot`              pictures, with matplotlib
:mod:`apical.nir`               other simulators: the Neuromorphic Intermediate Representation
==============================  =====================================================================
"""

from __future__ import annotations

from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

from . import datasets
from ._apical import SPECIFICATION_VERSION
from ._errors import (
    ApicalError,
    BusyError,
    DataError,
    FileError,
    InputError,
    InternalError,
    MissingPackageError,
    ModelError,
    PresetError,
)
from ._network import Network
from ._processor import Area, Energy, Interval, Intervals, OperatingPoint, Processor, Run
from ._results import Activity, CalibrationStep, Counters, Outcomes

if TYPE_CHECKING:
    from ._estimator import DSFClassifier

__version__ = _version("apical")

__all__ = [
    "SPECIFICATION_VERSION",
    "Activity",
    "ApicalError",
    "Area",
    "BusyError",
    "CalibrationStep",
    "Counters",
    "DSFClassifier",
    "DataError",
    "Energy",
    "FileError",
    "InputError",
    "InternalError",
    "Interval",
    "Intervals",
    "MissingPackageError",
    "ModelError",
    "Network",
    "OperatingPoint",
    "Outcomes",
    "PresetError",
    "Processor",
    "Run",
    "datasets",
]


def __getattr__(name: str) -> Any:
    # scikit-learn takes a second to import, which those pay who need it.
    if name == "DSFClassifier":
        from ._estimator import DSFClassifier

        return DSFClassifier
    raise AttributeError(f"module 'apical' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
