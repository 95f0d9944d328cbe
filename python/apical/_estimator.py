"""A scikit-learn classifier."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, check_non_negative, validate_data

from . import _apical, _check
from ._configuration import configuration
from ._errors import InputError
from ._network import Network, square

# Rows that are scaled at a time, so that a large set of floats needs no second copy of it.
_ROWS = 4096
# So many percent of values outside the range that fit saw are worth a warning; a few are what held-out samples have.
_OUTSIDE = 5
# The 255th part of less than this is not representable.
_LEAST_SPAN = 255 * np.finfo(np.float64).tiny
# Epochs unless they are chosen: so many, and of few samples more, until so many samples were shown, but no more than that.
_EPOCHS, _SHOWN, _MOST_EPOCHS = 30, 100_000, 200
# Features that make a square of this side or more are pictures to a front end that is chosen by the kind of data.
_LEAST_SIDE = 16


class DSFClassifier(ClassifierMixin, BaseEstimator):
    """Classifier that learns by direct spike-only feedback, in integers, as the processor does.

    Features may have any range: each is scaled by itself, and a front end that follows from the samples makes bits of it. With
    ``front_end="threshold"``, the processor's plainest, inputs are grey levels from 0 (background) upwards: while learning, a level is
    the probability of a spike; while predicting, an input spikes if it is at least half of the highest level.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default (200, 200)
        Neurons of each hidden layer: 1 to 7 layers of 1 to 4000.
    weight_bits : int, default 4
        Bits of a weight, 2 to 8.
    accumulator_bits : int, default 8
        Bits of a gradient accumulator, 4 to 8.
    epochs : int or None, default None
        Times that ``fit`` shows each sample, 1 to 1,000,000. None: 30, and more if there are fewer than 3,333 samples, so that 100,000
        are shown, but no more than 200.
    learning_rate : float, (float, float), str or None, default None
        None: what suits the front end, (6.0, 0.3) or (10.0, 0.3). Mean step in 1/256 of a weight step, 0 to 127: one value, or the first and the last of a straight line over
        all epochs. ``"6.0:0.3"`` is understood as well.
    order : {"pipelined", "sequential"}, default "pipelined"
        When an update is seen: as in the processor's pipeline, or by the next sample.
    shift : int, default 0
        Samples are square images, and are shifted at random by up to so many pixels while they are learned.
    random_state : int, RandomState instance or None, default None
        Seed of weights, feedback signs, order and spikes. An int S (0 to 2**64 - 1) gives the same bits as
        ``apical train --seed S`` where the other parameters are equal.
    verbose : int, default 0
        1 shows a progress bar.
    front_end : str, default "auto"
        What becomes of features before the network: ``"threshold"`` (one bit each), ``"auto"`` (a thermometer of 32 quantiles a feature,
        filters over square pictures of at least 16 x 16), ``"thermometer:K"``, ``"levels:K"``, ``"retina"`` and more: docs/front-ends.md.
        With all but a threshold, features may be negative, and each is scaled by itself.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Labels.
    n_features_in_ : int
        Features seen by ``fit``, 1 to 16384.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, if ``fit`` was given a data frame with names.
    network_ : Network
        What was learned.
    scale_ : float
        Factor from a feature to a pixel of 0 to 255. 1 for arrays of uint8, which are taken as they are; otherwise
        255 divided by the highest value of the samples; with another front end than a threshold, for each feature 255 divided by
        the difference of its highest and its least value. Values beyond those that ``fit`` saw count as the nearest of them; if
        they are 5 % of the values of a call or more, a warning says how many there are, and in which feature most.
    offset_ : float or ndarray of shape (n_features_in_,)
        What is subtracted from a feature before that: 0, or its least value.
    seed_ : int
        Seed that was used.
    n_epochs_ : int
        Epochs begun since ``fit``, or since the first ``partial_fit``.
    history_ : list of dict
        For each epoch: ``learned``, ``errors`` and ``updates`` in samples, ``spikes`` by layer, ``seconds``.
    interrupted_ : bool
        Whether Ctrl-C ended the last ``fit`` or ``partial_fit``.

    Notes
    -----
    With ``front_end="threshold"`` an input is one bit: data with a few continuous features lose most of what they say. It is what
    every processor takes.

    ``fit`` releases the interpreter's lock. Ctrl-C ends it within about 0.1 s with ``KeyboardInterrupt``, and leaves an
    estimator that has learned what it was shown by then.

    Examples
    --------
    >>> from apical import DSFClassifier, datasets
    >>> digits = datasets.load_digits()
    >>> X, y = digits.train_images[:2000].reshape(2000, -1), digits.train_labels[:2000]
    >>> classifier = DSFClassifier(hidden_layer_sizes=(100,), epochs=10, random_state=1).fit(X, y)
    >>> classifier.score(digits.test_images.reshape(2000, -1), digits.test_labels) > 0.8
    True
    """

    network_: Network
    classes_: npt.NDArray[Any]

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (200, 200),
        weight_bits: int = 4,
        accumulator_bits: int = 8,
        epochs: int | None = None,
        learning_rate: float | tuple[float, float] | str | None = None,
        order: str = "pipelined",
        shift: int = 0,
        random_state: Any = None,
        verbose: int = 0,
        front_end: str = "auto",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.weight_bits = weight_bits
        self.accumulator_bits = accumulator_bits
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.order = order
        self.shift = shift
        self.random_state = random_state
        self.verbose = verbose
        self.front_end = front_end

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        # Grey levels start at 0.
        tags.input_tags.positive_only = self._is_threshold()
        # One bit a feature is not enough for the data of the common tests, which have two continuous features.
        tags.classifier_tags.poor_score = self._is_threshold()
        return tags

    def _is_threshold(self) -> bool:
        return self.front_end in ("threshold", "inverted+threshold")

    # Learning

    def fit(self, X: Any, y: Any) -> DSFClassifier:
        """Learn from samples, forgetting what was learned before.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Values of at least 0; uint8 is taken as it is, other numbers are scaled (see ``scale_``).
        y : array_like of shape (n_samples,)
            Labels of 2 to 256 classes.

        Returns
        -------
        DSFClassifier
            Itself.
        """
        with self._untouched_by_errors():
            X, y = self._samples(X, y, reset=True)
            classes, labels = np.unique(y, return_inverse=True)
            ranges = self._ranges_of(X)
            pixels = _pixels(X, ranges)
            self._start(pixels, classes, ranges, labels)
        self._learn(pixels, labels, self._content(pixels, labels), self._epochs(len(pixels)))
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None) -> DSFClassifier:
        """Learn from samples once, keeping what was learned before.

        Call number k of the first ``epochs`` learns as epoch k of ``fit`` does, at its learning rate: so many calls with
        the same samples are ``fit``, bit for bit. Later calls, and those after ``fit``, learn at the last learning rate.
        For a stream without an end, give one learning rate.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Values of at least 0. The first call decides about ``scale_``; what is later above its highest value counts
            as the highest.
        y : array_like of shape (n_samples,)
            Labels.
        classes : array_like of shape (n_classes,), optional
            All labels that there will be. Needed by the first call.

        Returns
        -------
        DSFClassifier
            Itself.
        """
        first = not hasattr(self, "network_")
        if first and classes is None:
            raise InputError("classes: missing; the first call of partial_fit needs all labels that there will be")
        with self._untouched_by_errors():
            X, y = self._samples(X, y, reset=first)
            known = np.unique(classes) if classes is not None else self.classes_
            if not first and not np.array_equal(known, self.classes_):
                raise InputError(f"classes: {known} are not those of the first call: {self.classes_}")
            labels = _indices(y, known)
            ranges = self._ranges_of(X) if first else self._ranges
            pixels = _pixels(X, ranges, stacklevel=3)
            if first:
                self._start(pixels, known, ranges, labels)
        self._learn(pixels, labels, self._content(pixels, labels), self.network_._core.epochs() + 1)
        return self

    @contextmanager
    def _untouched_by_errors(self) -> Iterator[None]:
        """What is not accepted, and Ctrl-C before learning has begun, leave the estimator as it was."""
        before = dict(self.__dict__)
        try:
            yield
        except BaseException:
            self.__dict__.clear()
            self.__dict__.update(before)
            raise

    def _samples(self, X: Any, y: Any, reset: bool) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        X, y = validate_data(self, X, y, reset=reset, dtype="numeric", order="C")
        if X.dtype != np.uint8 and self._is_threshold():
            check_non_negative(X, f"{type(self).__name__} (X: 0 and above is allowed)")
        check_classification_targets(y)
        return X, y

    def _epochs(self, samples: int) -> int:
        if self.epochs is None:
            return max(_EPOCHS, min(_MOST_EPOCHS, -(-_SHOWN // samples)))
        return _check.integer("epochs", self.epochs, 1, 1_000_000)

    def _seed(self) -> int:
        if isinstance(self.random_state, Integral):
            return _check.integer("random_state", self.random_state, 0, 2**64 - 1)
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def _start(
        self,
        pixels: npt.NDArray[np.uint8],
        classes: npt.NDArray[Any],
        ranges: npt.NDArray[np.float64],
        labels: npt.NDArray[Any],
    ) -> None:
        """Makes an untrained network for the samples. Until everything has been checked, nothing is changed."""
        if not 2 <= len(classes) <= 256:
            raise InputError(f"y: {len(classes)} classes is out of range: 2 to 256 (one class leaves nothing to learn)")
        features = pixels.shape[1]
        if features > 16384:
            raise InputError(f"X: {features} features is out of range: 1 to 16384")
        hidden = _check.sizes("hidden_layer_sizes", self.hidden_layer_sizes, 1, 4000, 1, 7)
        found = self._fit_front_end(pixels, hidden)
        config = configuration(
            front_end=found["front_end"],
            layers=[found["bits"], *hidden, len(classes)],
            weight_bits=self.weight_bits,
            accumulator_bits=self.accumulator_bits,
            order=self.order,
            window=found["windows"],
            margin_bits=found["margin_bits"],
            drop_shift=found["drop_shift"],
            initial_range=found["initial_range"],
            feedback_sharing=1,
        )
        height, width = square(features)
        if _check.integer("shift", self.shift, 0, 100) >= height and self.shift:
            raise InputError(
                f"shift: {self.shift} is out of range: 0 to {height - 1} ({features} features are taken as images of "
                f"{height} x {width})"
            )
        seed = self._seed()
        recipe = {
            "seed": seed,
            "epochs": self._epochs(len(pixels)),
            "learning_rate": (
                found["learning_rate"] if self.learning_rate is None else _check.learning_rate(self.learning_rate)
            ),
            "shift": int(self.shift),
        }
        core = _apical.Core(config, seed)
        self.classes_ = classes
        content = self._content(pixels, labels)
        names = [str(label) for label in classes]
        core.begin(recipe, "arrays given to Python", content, (height, width), names, self._input(ranges))
        self.network_ = Network._of(core)
        self._ranges = ranges
        self.scale_, self.offset_ = _affine(ranges, self._is_threshold())
        self.seed_ = seed
        self.history_: list[dict[str, Any]] = []
        self.n_epochs_ = 0
        self.interrupted_ = False

    def _fit_front_end(self, pixels: npt.NDArray[np.uint8], hidden: list[int]) -> dict[str, Any]:
        """The front end with its numbers, and what a training behind it has where nothing is chosen."""
        features = pixels.shape[1]
        if not isinstance(self.front_end, str):
            raise InputError(f"front_end: {self.front_end!r} is not a text")
        height, width = square(features)
        if height < _LEAST_SIDE and "retina" not in self.front_end:
            height, width = 1, features
        return _apical.fit_front_end(self.front_end, pixels, (height, width), hidden)

    def _ranges_of(self, X: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """What becomes 0 and 255: none for bytes, one row for all features, or one for each if it has thresholds of its own."""
        if X.dtype == np.uint8:
            if self._is_threshold():
                _warn_of_dark_bytes(X)
            return np.empty((0, 2))
        if self._is_threshold():
            highest = float(X.max())
            # Nothing but zeros: any range will do. A number whose 255th part is not representable counts as 0.
            return np.array([[0.0, highest if highest > _LEAST_SPAN else 255.0]])
        least, highest = (end(axis=0).astype(np.float64) for end in (X.min, X.max))
        span = highest - least
        # A feature that is the same in all samples, or whose span is too small to divide by or to represent, counts as 0.
        return np.column_stack([least, np.where(np.isfinite(span) & (span > _LEAST_SPAN), highest, least)])

    def _input(self, ranges: npt.NDArray[np.float64]) -> dict[str, Any]:
        """How the features became values, for the model file: the command line reads tables by it."""
        return {
            "ranges": [(float(lower), float(upper)) for lower, upper in ranges],
            "common": len(ranges) > 0 and self._is_threshold(),
            "features": [str(name) for name in getattr(self, "feature_names_in_", ())],
        }

    def _content(self, pixels: npt.NDArray[np.uint8], labels: npt.NDArray[Any]) -> bytes:
        """The hash by which a configuration knows the samples."""
        size = square(pixels.shape[1])
        return _apical.data_hash(pixels, labels.astype(np.uint8), size, len(self.classes_))

    def _learn(self, pixels: npt.NDArray[np.uint8], labels: npt.NDArray[Any], content: bytes, last: int) -> None:
        core = self.network_._core
        labels = labels.astype(np.uint8)
        begun = core.epochs()
        # Until the last epoch is over. Ctrl-C may come between two of them as well.
        self.interrupted_ = True
        try:
            with _bar(bool(self.verbose), (last - begun) * len(pixels)) as bar:
                while core.epochs() < last:
                    done = (core.epochs() - begun) * len(pixels)
                    tell = bar and (lambda images, done=done: bar.update(done + images - bar.n))
                    # The record is in the list, whatever happens next.
                    core.epoch(pixels, labels, content, self.history_, tell)
                    if bar:
                        record = self.history_[-1]
                        bar.update(done + record["learned"] - bar.n)
                        bar.set_postfix(error=f"{record['errors'] / max(record['learned'], 1):.2%}", refresh=False)
        finally:
            self.n_epochs_ = core.epochs()
        self.interrupted_ = False

    def calibrate(self, X: Any, y: Any) -> DSFClassifier:
        """Count how often the network is right on samples that ``fit`` has not seen, by the lead of its winner.

        A saved network has the counts: ``apical predict`` and ``apical classify`` then give probabilities. ``fit`` drops them.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            At least 20 samples.
        y : array_like of shape (n_samples,)
            Labels that ``fit`` has seen.

        Returns
        -------
        DSFClassifier
            Itself.
        """
        pixels = self._matrix(X)
        labels = _indices(np.asarray(y), self.classes_)
        self.network_.calibrate(pixels, labels)
        return self

    # Predicting

    def _matrix(self, X: Any) -> npt.NDArray[np.uint8]:
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype="numeric", order="C")
        if X.dtype != np.uint8 and self._is_threshold():
            check_non_negative(X, f"{type(self).__name__} (X: 0 and above is allowed)")
        return _pixels(X, self._ranges, stacklevel=4)

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Labels of samples.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        pixels = self._matrix(X)
        return self.classes_[self.network_.infer(pixels)]

    def decision_function(self, X: Any) -> npt.NDArray[np.float64]:
        """Potentials of the output neurons; whole numbers.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes), or (n_samples,) with two classes
            With two classes, the second's lead over the first; if both are equal, which makes the first one win, a
            negative number next to 0.
        """
        check_is_fitted(self)
        potentials = self.network_.potentials(self._matrix(X))
        if len(self.classes_) > 2:
            return potentials.astype(np.float64)
        lead = (potentials[:, 1] - potentials[:, 0]).astype(np.float64)
        lead[lead == 0] = -np.finfo(np.float64).tiny
        return lead

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Shares of the classes: the softmax of the potentials, in units of the margin.

        They order classes and samples; they are not calibrated. ``sklearn.calibration.CalibratedClassifierCV`` makes
        probabilities of them.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Rows sum to 1.
        """
        check_is_fitted(self)
        potentials = self.network_.potentials(self._matrix(X))
        # A label is taught until it leads by a random margin of up to 31.
        shares: npt.NDArray[np.float64] = np.exp((potentials - potentials.max(axis=1, keepdims=True)) / 16.0)
        shares /= shares.sum(axis=1, keepdims=True)
        return shares


def _indices(y: npt.NDArray[Any], classes: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Where labels are among the classes."""
    indices = np.searchsorted(classes, y)
    indices[indices == len(classes)] = 0
    unknown = np.unique(y[classes[indices] != y])
    if len(unknown):
        raise InputError(f"y: labels {unknown} are not among the classes {classes}")
    return indices


def _warn_of_dark_bytes(X: npt.NDArray[np.uint8]) -> None:
    if 0 < X.max() < 128:
        warnings.warn(
            f"X: the highest of these uint8 values is {X.max()}, and only 128 to 255 spike when predicting; other "
            "types than uint8 are scaled",
            stacklevel=4,
        )


def _affine(ranges: npt.NDArray[np.float64], common: bool) -> tuple[Any, Any]:
    """Factor and offset of ranges."""
    if len(ranges) == 0:
        return 1.0, 0.0
    lower, upper = ranges.T
    span = upper - lower
    scale = np.divide(255.0, span, out=np.zeros_like(span), where=span > 0)
    return (float(scale[0]), float(lower[0])) if common else (scale, lower)


def _pixels(X: npt.NDArray[Any], ranges: npt.NDArray[np.float64], stacklevel: int = 3) -> npt.NDArray[np.uint8]:
    """Grey levels, to the nearest; what is beyond the highest or the least counts as it, and many of these bring a warning."""
    if len(ranges) == 0 and X.dtype == np.uint8:
        return np.ascontiguousarray(X)
    pairs = [(float(lower), float(upper)) for lower, upper in ranges] or [(0.0, 255.0)]
    pixels = np.empty(X.shape, dtype=np.uint8)
    outside = np.zeros(X.shape[1], dtype=np.uint64)
    for start in range(0, len(X), _ROWS):
        rows = np.ascontiguousarray(X[start : start + _ROWS], dtype=np.float64)
        pixels[start : start + _ROWS], beyond = _apical.scale_features(rows, pairs)
        outside += beyond
    count = int(outside.sum())
    if count and 100 * count >= _OUTSIDE * X.size:
        most = int(outside.argmax())
        warnings.warn(
            f"X: {count} of {X.size} values ({count / X.size:.1%}) are outside the range that fit saw and count as its ends; "
            f"most of them in feature {most} ({outside[most]} of {len(X)})",
            stacklevel=stacklevel,
        )
    return pixels


@contextmanager
def _bar(wanted: bool, samples: int) -> Iterator[Any]:
    if not wanted:
        yield None
        return
    from tqdm.auto import tqdm

    with tqdm(total=samples, unit=" samples", unit_scale=True, desc="fit", dynamic_ncols=True) as bar:
        yield bar
