"""What networks and processors give back: counts, activity, outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _check

UInt8 = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Counters:
    """Events of the rule since a network or processor was made.

    Attributes
    ----------
    inferred, learned : int
        Images.
    errors : int
        Learned images whose label did not have the highest potential (the margin left out).
    updates : int
        Learned images that changed synapses.
    zero_steps : int
        Learned images that asked for an update but drew a step of 0.
    spikes : tuple of int
        Spikes of learned images by layer, the input first.
    """

    inferred: int
    learned: int
    errors: int
    updates: int
    zero_steps: int
    spikes: tuple[int, ...]

    @property
    def update_rate(self) -> float:
        """Share of the learned images that changed synapses; 0 if there are none."""
        return self.updates / self.learned if self.learned else 0.0

    def to_pandas(self) -> Any:
        """All counts as a ``pandas.Series``."""
        pandas = _check.package("pandas", "pandas")
        counts = {name: getattr(self, name) for name in ("inferred", "learned", "errors", "updates", "zero_steps")}
        counts |= {f"spikes_{layer}": count for layer, count in enumerate(self.spikes)}
        return pandas.Series(counts, name="count")


@dataclass(frozen=True)
class CalibrationStep:
    """How often a network was right on images that it had not learned, where its winner led by as much.

    Attributes
    ----------
    margin : int
        Least lead of the winner; up to the next step's.
    images : int
        Images with such a lead.
    right : int
        Of those, images classified correctly.
    """

    margin: int
    images: int
    right: int

    @property
    def probability(self) -> float:
        """Share of right answers, with half an image of either kind added."""
        return (2 * self.right + 1) / (2 * self.images + 2)


@dataclass(frozen=True, eq=False)
class Activity:
    """What every neuron did for some images.

    Attributes
    ----------
    input : ndarray of bool, shape (images, pixels)
        Input spikes.
    potentials : tuple of ndarray of int32, shape (images, neurons)
        Potentials, by layer.
    spikes : tuple of ndarray of bool, shape (images, neurons)
        Spikes, by layer. In the output layer exactly one an image.
    winners : ndarray of uint8, shape (images,)
        Output neuron of the highest potential; of several the first.
    """

    input: Bool
    potentials: tuple[Int32, ...]
    spikes: tuple[Bool, ...]
    winners: UInt8


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What became of images that were learned, in their order.

    Attributes
    ----------
    winner : ndarray of uint8, shape (images,)
        Class found, with the label's potential lowered by the margin.
    correct : ndarray of bool, shape (images,)
        Whether the label would have won without the margin.
    margin : ndarray of uint8, shape (images,)
        Margin drawn.
    step : ndarray of uint8, shape (images,)
        Step drawn, in units of the accumulator; 0 also if nothing was to be learned.
    """

    winner: UInt8
    correct: Bool
    margin: UInt8
    step: UInt8
