"""Networks, with everything that is in them as arrays."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _apical, _check
from ._archive import is_archive, read_archive
from ._configuration import configuration
from ._errors import InputError
from ._results import Activity, Bool, CalibrationStep, Counters, Int32, Outcomes, UInt8

Int8 = npt.NDArray[np.int8]


class Network:
    """A network that learns by direct spike-only feedback, on the fast kernels.

    Parameters
    ----------
    layers : sequence of int
        Inputs, neurons of each hidden layer (1 to 7 of them), classes. Inputs 1 to 16384, hidden layers 1 to 4000,
        classes 2 to 256. With a front end that makes bits, the inputs are these bits.
    front_end : str, default "threshold"
        What becomes of pixels, with all its numbers: as ``config`` and ``apical info MODEL --config`` write it.
    weight_bits : int, default 4
        Bits of a weight, 2 to 8.
    accumulator_bits : int, default 8
        Bits of a gradient accumulator, 4 to 8.
    order : {"pipelined", "sequential"}, default "pipelined"
        When an update is seen: as in the processor's pipeline, or by the next image.
    window : int or sequence of int, default 16
        A hidden neuron learns if its potential is nearer to 0 than this; one number, or one a hidden layer. 1 to 65535.
    margin_bits : int, default 5
        Bits of the random margin by which a label must win, 0 to 8.
    drop_shift : int, default 3
        While learning, one input spike in ``2**drop_shift`` is dropped; 1 to 8, where 8 drops none.
    initial_range : int, default 500
        Initial weights are uniform in this range, in 1/256 of a weight step; 0 to 32767.
    feedback_sharing : int, default 1
        Neighbouring neurons that share their feedback signs, 1 to 4000.
    seed : int, default 1
        Seed of weights, feedback signs and all random numbers; 0 to 2**64 - 1.

    Notes
    -----
    Methods release the interpreter's lock and may be called from several threads; one works at a time.

    Examples
    --------
    >>> import numpy as np
    >>> from apical import Network
    >>> network = Network([4, 16, 2], seed=1)
    >>> images = np.array([[255, 255, 0, 0], [0, 0, 255, 255]], dtype=np.uint8)
    >>> for _ in range(100):
    ...     outcomes = network.learn(images, [0, 1], learning_rate=6.0)
    >>> network.infer(images)
    array([0, 1], dtype=uint8)
    >>> [weights.shape for weights in network.weights]
    [(4, 16), (16, 2)]
    """

    _core: _apical.Core

    def __init__(
        self,
        layers: Sequence[int],
        *,
        front_end: str = "threshold",
        weight_bits: int = 4,
        accumulator_bits: int = 8,
        order: str = "pipelined",
        window: int | Sequence[int] = 16,
        margin_bits: int = 5,
        drop_shift: int = 3,
        initial_range: int = 500,
        feedback_sharing: int = 1,
        seed: int = 1,
    ) -> None:
        config = configuration(
            front_end=front_end,
            layers=layers,
            weight_bits=weight_bits,
            accumulator_bits=accumulator_bits,
            order=order,
            window=window,
            margin_bits=margin_bits,
            drop_shift=drop_shift,
            initial_range=initial_range,
            feedback_sharing=feedback_sharing,
        )
        self._core = _apical.Core(config, _check.integer("seed", seed, 0, 2**64 - 1))

    @classmethod
    def _of(cls, core: _apical.Core) -> Network:
        network = cls.__new__(cls)
        network._core = core
        return network

    # What it is

    @property
    def config(self) -> dict[str, Any]:
        """Sizes, formats and constants, as keywords for :class:`Network`."""
        return self._core.config()

    @property
    def layers(self) -> tuple[int, ...]:
        """Inputs, then neurons of each layer."""
        return tuple(self.config["layers"])

    @property
    def format(self) -> str:
        """Widths of weights and accumulators, such as ``"w4g8"``."""
        config = self.config
        return f"w{config['weight_bits']}g{config['accumulator_bits']}"

    @property
    def kernel(self) -> str:
        """Instruction set in use: portable, avx2 or avx512. All give the same bits."""
        return self._core.kernel()

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes; numbers if there are no others."""
        return tuple(self._core.class_names()) or tuple(str(k) for k in range(self.layers[-1]))

    @property
    def counters(self) -> Counters:
        """Events so far."""
        counters = self._core.counters()
        return Counters(**{**counters, "spikes": tuple(counters["spikes"])})

    def __repr__(self) -> str:
        sizes = "-".join(str(size) for size in self.layers)
        return f"<apical.Network {sizes}, {self.format}, {self.config['order']}>"

    # Memories

    def _memory(self, name: str) -> tuple[npt.NDArray[Any], ...]:
        arrays = self._core.memories()[name]
        for array in arrays:
            # To write into it would change nothing in the network.
            array.flags.writeable = False
        return tuple(arrays)

    @property
    def weights(self) -> tuple[Int8, ...]:
        """Weights, by layer: read-only arrays of int8, shape (inputs, neurons).

        The network keeps them packed, two a byte. Each reading unpacks them once and hands them over without a further
        copy; it does not follow the network when that learns.
        """
        return self._memory("weights")

    @property
    def accumulators(self) -> tuple[Int8, ...]:
        """Gradient accumulators, by layer: read-only arrays of int8, shape (inputs, neurons)."""
        return self._memory("accumulators")

    @property
    def bias_weights(self) -> tuple[Int8, ...]:
        """Bias weights, by layer: read-only arrays of int8, shape (neurons,), -128 to 127 in every format."""
        return self._memory("bias_weights")

    @property
    def bias_accumulators(self) -> tuple[Int8, ...]:
        """Bias accumulators, by layer: read-only arrays of int8, shape (neurons,)."""
        return self._memory("bias_accumulators")

    @property
    def feedback(self) -> tuple[Int8, ...]:
        """Feedback signs -1 and +1, by hidden layer: read-only arrays of int8, shape (neurons, classes)."""
        signs = tuple(2 * bits.astype(np.int8) - 1 for bits in self._core.memories()["feedback"])
        for array in signs:
            array.flags.writeable = False
        return signs

    def replace(
        self,
        *,
        weights: Sequence[npt.ArrayLike] | None = None,
        accumulators: Sequence[npt.ArrayLike] | None = None,
        bias_weights: Sequence[npt.ArrayLike] | None = None,
        bias_accumulators: Sequence[npt.ArrayLike] | None = None,
        feedback: Sequence[npt.ArrayLike] | None = None,
    ) -> Network:
        """A new network with other contents of some memories; configuration and random generators stay.

        Parameters
        ----------
        weights, accumulators : sequence of array_like of int, shape (inputs, neurons), optional
            One array a layer, within the format's range.
        bias_weights, bias_accumulators : sequence of array_like of int, shape (neurons,), optional
            One array a layer.
        feedback : sequence of array_like of int, shape (neurons, classes), optional
            Signs -1 or +1, one array a hidden layer.

        Examples
        --------
        >>> from apical import Network
        >>> network = Network([4, 3, 2])
        >>> silent = network.replace(weights=[0 * weights for weights in network.weights])
        >>> int(abs(silent.weights[0]).max())
        0
        """
        memories = self._core.memories()
        given = {
            "weights": weights,
            "accumulators": accumulators,
            "bias_weights": bias_weights,
            "bias_accumulators": bias_accumulators,
        }
        for name, arrays in given.items():
            if arrays is not None:
                dimensions = 1 if name.startswith("bias") else 2
                memories[name] = [_bytes(name, array, dimensions) for array in arrays]
        if feedback is not None:
            memories["feedback"] = [_signs(array) for array in feedback]
        return Network._of(_apical.Core.from_memories(self.config, memories))

    # Work

    def infer(self, images: npt.NDArray[np.uint8]) -> UInt8:
        """Classify images.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
            A pixel of 128 or more spikes.

        Returns
        -------
        ndarray of uint8, shape (images,)
            Classes.
        """
        return self._core.infer(_check.images(images, self._core.raw_inputs()))

    def activity(self, images: npt.NDArray[np.uint8]) -> Activity:
        """Classify images and keep what every neuron did.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
            A pixel of 128 or more spikes.

        Examples
        --------
        >>> from apical import Network, datasets
        >>> digits = datasets.load_digits()
        >>> activity = Network([784, 20, 10]).activity(digits.test_images[:5])
        >>> activity.potentials[0].shape, activity.spikes[1].sum(axis=1).tolist()
        ((5, 20), [1, 1, 1, 1, 1])
        """
        found = self._core.activity(_check.images(images, self._core.raw_inputs()))
        return Activity(found["input"], tuple(found["potentials"]), tuple(found["spikes"]), found["winners"])

    def potentials(self, images: npt.NDArray[np.uint8]) -> Int32:
        """Potentials of the output layer.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
            A pixel of 128 or more spikes.

        Returns
        -------
        ndarray of int32, shape (images, classes)
        """
        return self._core.output_potentials(_check.images(images, self._core.raw_inputs()))

    def spikes(self, images: npt.NDArray[np.uint8]) -> tuple[Bool, ...]:
        """Spikes of all layers, the input's first.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
            A pixel of 128 or more spikes.

        Returns
        -------
        tuple of ndarray of bool, shape (images, neurons)
        """
        activity = self.activity(images)
        return (activity.input, *activity.spikes)

    def learn(self, images: npt.NDArray[np.uint8], labels: npt.ArrayLike, *, learning_rate: float = 2.0) -> Outcomes:
        """Learn images in the order given, once each.

        Afterwards no image is left in the pipeline. Ctrl-C ends it early with ``KeyboardInterrupt``; what was learned by
        then stays.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
            Pixels are the probabilities of a spike, in 1/256.
        labels : array_like of int, shape (images,)
            Classes, from 0.
        learning_rate : float, default 2.0
            Mean step, in 1/256 of a weight step; 0 to 127 (narrow accumulators: less).
        """
        config = self.config
        matrix = _check.images(images, self._core.raw_inputs())
        classes = _check.labels(labels, len(matrix), config["layers"][-1])
        rate = int(_check.number("learning_rate", learning_rate, 0, 127) * 256 + 0.5)
        # To the accumulator's own unit, to the nearest.
        shift = 8 - config["accumulator_bits"]
        rate = (rate + ((1 << shift) >> 1)) >> shift
        found = self._core.learn(matrix, classes, rate)
        return Outcomes(found["winner"], found["correct"], found["margin"], found["step"])

    # How sure it is

    def calibrate(self, images: npt.NDArray[np.uint8], labels: npt.ArrayLike) -> None:
        """Count how often the network is right, by the lead of its winner, on images that it has not learned.

        The counts are stored with the network; ``apical predict`` and ``apical classify`` make probabilities of them and call an answer
        unsure that is right less often than in 80 of 100 cases. They are dropped when the network learns on.

        Parameters
        ----------
        images : ndarray of uint8, shape (images, height, width) or (images, pixels)
            At least 20 that were not learned.
        labels : array_like of int, shape (images,)
            Classes, from 0.
        """
        matrix = _check.images(images, self._core.raw_inputs())
        classes = _check.labels(labels, len(matrix), self.config["layers"][-1])
        if not self._core.calibrate(matrix, classes):
            raise InputError(f"images: {len(matrix)} are too few to calibrate with: at least 20")

    @property
    def calibration(self) -> tuple[CalibrationStep, ...]:
        """What :meth:`calibrate`, or the test images of the run that made the network, counted; empty if nothing did."""
        return tuple(CalibrationStep(*step) for step in self._core.calibration())

    # Files and copies

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a model file (``.safetensors``) or a NumPy archive (``.npz``); the whole file or none of it.

        Both are what ``apical train`` and ``apical export --to npz`` write; the command line reads the first.
        """
        name = os.fspath(path)
        self._core.save(name, is_archive(name))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Network:
        """Read a model file (``.safetensors``) or a NumPy archive (``.npz``).

        Raises
        ------
        FileError
            If the file cannot be read.
        ModelError
            If it is no model of this version.
        """
        name = os.fspath(path)
        return cls._of(read_archive(name) if is_archive(name) else _apical.Core.load(name))

    def copy(self) -> Network:
        """A copy that learns on its own."""
        return Network._of(self._core.copy())

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Network:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._core.to_bytes(),)

    def __eq__(self, other: object) -> bool:
        """Whether configuration, memories and random generators are equal, bit for bit."""
        if not isinstance(other, Network):
            return NotImplemented
        if self.config != other.config:
            return False
        mine, others = self._core.memories(), other._core.memories()
        for name, value in mine.items():
            if isinstance(value, int) or name == "random_lanes":
                if value != others[name]:
                    return False
            elif not all(np.array_equal(a, b) for a, b in zip(value, others[name], strict=True)):
                return False
        return True

    __hash__ = None  # type: ignore[assignment]


def _restore(content: bytes) -> Network:
    return Network._of(_apical.Core.from_bytes(content, "pickled network"))


def _bytes(name: str, value: npt.ArrayLike, dimensions: int) -> Int8:
    array = np.asarray(value)
    if not np.issubdtype(array.dtype, np.integer) or array.ndim != dimensions:
        raise InputError(
            f"{name}: type {array.dtype} and {array.ndim} dimensions, whole numbers in {dimensions} expected"
        )
    if array.size and not (array.min() >= -128 and array.max() <= 127):
        raise InputError(f"{name}: {array.min()} to {array.max()} is out of range: -128 to 127")
    return np.ascontiguousarray(array, dtype=np.int8)


def _signs(value: npt.ArrayLike) -> UInt8:
    array = np.asarray(value)
    if array.ndim != 2 or not np.isin(array, (-1, 1)).all():
        raise InputError("feedback: signs -1 and +1 in 2 dimensions expected")
    return np.ascontiguousarray(array > 0, dtype=np.uint8)


def square(pixels: int) -> tuple[int, int]:
    """Height and width of images of so many pixels: square if that is possible, else one row."""
    side = math.isqrt(pixels)
    return (side, side) if side * side == pixels else (1, pixels)
