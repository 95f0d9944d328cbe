"""Datasets: the built-in digits, MNIST, and whatever the command line reads."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _apical, _check
from ._errors import InputError

__all__ = ["Dataset", "generate_digits", "load", "load_digits", "load_mnist"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images to learn from and images to measure on.

    Attributes
    ----------
    train_images, test_images : ndarray of uint8, shape (images, height, width)
        0 is background, 255 full ink.
    train_labels, test_labels : ndarray of uint8, shape (images,)
        Classes, from 0.
    name : str
        Name, or where it was found.
    class_names : tuple of str
        Class 0 first.
    held_out : bool
        Whether the test images were held out of the training images, a sixth of each class, since the data bring none.
    """

    train_images: npt.NDArray[np.uint8]
    train_labels: npt.NDArray[np.uint8]
    test_images: npt.NDArray[np.uint8]
    test_labels: npt.NDArray[np.uint8]
    name: str
    class_names: tuple[str, ...]
    held_out: bool = False

    def __repr__(self) -> str:
        height, width = self.train_images.shape[1:]
        return (
            f"<Dataset {self.name}: {len(self.train_images)} + {len(self.test_images)} images of {height} x {width} in "
            f"{len(self.class_names)} classes>"
        )

    @property
    def train_matrix(self) -> npt.NDArray[np.uint8]:
        """The training images as scikit-learn wants them, shape (images, pixels)."""
        return self.train_images.reshape(len(self.train_images), -1)

    @property
    def test_matrix(self) -> npt.NDArray[np.uint8]:
        """The test images as scikit-learn wants them, shape (images, pixels)."""
        return self.test_images.reshape(len(self.test_images), -1)


def _dataset(found: dict[str, Any]) -> Dataset:
    for note in found.pop("notes"):
        warnings.warn(note, stacklevel=3)
    return Dataset(**{**found, "class_names": tuple(found["class_names"])})


def load_digits() -> Dataset:
    """The built-in digits that look handwritten: 10,000 images to learn from, 2,000 to measure on.

    The same as ``apical train`` uses where no dataset is named.

    Examples
    --------
    >>> from apical import datasets
    >>> datasets.load_digits()
    <Dataset builtin: 10000 + 2000 images of 28 x 28 in 10 classes>
    """
    return _dataset(_apical.load_data(["builtin"], None, None, "auto", None))


def generate_digits(train: int = 10_000, test: int = 2_000, *, seed: int = 2020) -> Dataset:
    """As many built-in digits as wanted, the same for the same seed everywhere.

    Parameters
    ----------
    train, test : int
        Images, 1 to 1,000,000.
    seed : int
        0 to 2**64 - 1. 2020 gives those of :func:`load_digits`.

    Examples
    --------
    >>> from apical import datasets
    >>> datasets.generate_digits(50, 20, seed=3).train_images.shape
    (50, 28, 28)
    """
    train = _check.integer("train", train, 1, 1_000_000)
    test = _check.integer("test", test, 1, 1_000_000)
    return _dataset(_apical.generate_digits(_check.integer("seed", seed, 0, 2**64 - 1), train, test))


def load(
    name: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    data_dir: str | os.PathLike[str] | None = None,
    image_size: tuple[int, int] | None = None,
    prepare: str = "auto",
    label_column: str | int | None = None,
) -> Dataset:
    """Load a dataset as ``apical train --data`` does, and warn of what may spoil what is learned or measured.

    Parameters
    ----------
    name : str, path or sequence of paths
        ``builtin``, ``mnist``, ``fashion-mnist``, ``kmnist``; a folder with IDX files, tables or a sub-folder of
        pictures for each class; or files: tables, NumPy arrays, IDX.
    data_dir : path, optional
        The only folder in which a dataset known by name is looked for; without it the folder that the environment
        variable APICAL_DATA_DIR names, then the cache to which ``apical data fetch`` saves.
    image_size : (int, int), optional
        Height and width that pictures from a folder are brought to, 1 to 4000 each; 28 and 28 unless it is given. Rows of tables and
        arrays are images of that size; without it a square if they look like one, else features.
    prepare : {"auto", "normalise", "as-is"}
        Whether pictures are centred and scaled as MNIST's digits were; ``"auto"``: unless they look as if they were.
    label_column : str or int, optional
        The column of a table that holds the label: its name, or its number from 1. Told by names and values unless it is given.

    Warns
    -----
    UserWarning
        Classes without images, values that stay below the middle of their range, test images that are training images, classes ten times
        as large as others, pictures that were passed over or may be cut off; each with what helps.

    Raises
    ------
    FileError
        If it is not on this machine.
    DataError
        If the files are no dataset.
    """
    names = [name] if isinstance(name, (str, os.PathLike)) else list(name)
    size = None
    if image_size is not None:
        if len(image_size) != 2:
            raise InputError(f"image_size: {image_size!r} is not (height, width)")
        height, width = (_check.integer("image_size", side, 1, 4000) for side in image_size)
        size = (height, width)
    column = None if label_column is None else str(label_column)
    folder = None if data_dir is None else os.fspath(data_dir)
    return _dataset(_apical.load_data([os.fspath(one) for one in names], folder, size, prepare, column))


def load_mnist(data_dir: str | os.PathLike[str] | None = None) -> Dataset:
    """MNIST, from a folder with its four IDX files (``.gz`` or not), or where ``apical data fetch mnist`` put them.

    Parameters
    ----------
    data_dir : path, optional
        As in :func:`load`. The files are verified.
    """
    return load("mnist", data_dir=data_dir)
