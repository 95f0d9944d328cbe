"""Checks of arguments. Messages name the argument, what was found and what is allowed."""

from __future__ import annotations

import importlib
import math
import operator
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from ._errors import InputError, MissingPackageError


def integer(name: str, value: Any, least: int, greatest: int) -> int:
    """A whole number within a range."""
    # A bool is a number to Python, and never one that somebody meant here.
    if isinstance(value, (bool, np.bool_)):
        raise InputError(f"{name}: {value!r} is not a whole number: {least} to {greatest}")
    try:
        number = operator.index(value)
    except TypeError:
        raise InputError(f"{name}: {value!r} is not a whole number: {least} to {greatest}") from None
    if not least <= number <= greatest:
        raise InputError(f"{name}: {number} is out of range: {least} to {greatest}")
    return number


def number(name: str, value: Any, least: float, greatest: float) -> float:
    """A number within a range."""
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name}: {value!r} is not a number: {least:g} to {greatest:g}") from None
    if math.isnan(result) or not least <= result <= greatest:
        raise InputError(f"{name}: {value!r} is out of range: {least:g} to {greatest:g}")
    return result


def sizes(name: str, value: Any, least: int, greatest: int, fewest: int, most: int) -> list[int]:
    """Some whole numbers, or one."""
    values = [value] if np.ndim(value) == 0 and not isinstance(value, str) else list(value)
    if not fewest <= len(values) <= most:
        raise InputError(f"{name}: {len(values)} numbers given, {fewest} to {most} are needed")
    return [integer(name, one, least, greatest) for one in values]


def choice(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    """One of some words."""
    if not isinstance(value, str) or value not in allowed:
        raise InputError(f"{name}: {value!r} is none of {', '.join(allowed)}")
    return value


def learning_rate(value: Any) -> tuple[int, int]:
    """Start and end of a learning rate in 1/256 of its unit: from a number, a pair, or text such as ``"6.0:0.3"``."""
    if isinstance(value, str):
        pair: list[Any] = value.split(":")
    else:
        pair = [value] if np.ndim(value) == 0 else list(value)
    if len(pair) not in (1, 2):
        raise InputError(f"learning_rate: {value!r} is not a number, a pair (start, end) or text such as '6.0:0.3'")
    start, end = (int(number("learning_rate", one, 0, 127) * 256 + 0.5) for one in (pair[0], pair[-1]))
    return start, end


def images(value: Any, inputs: int | None = None, name: str = "images") -> npt.NDArray[np.uint8]:
    """Images as a matrix (images, pixels) that lies row by row; not copied if it does already."""
    if not isinstance(value, np.ndarray):
        raise InputError(f"{name}: {type(value).__name__} is not an array: numpy.ndarray of type uint8 expected")
    if value.dtype != np.uint8:
        raise InputError(f"{name}: type {value.dtype}, uint8 expected (0 is background, 255 full ink)")
    if value.ndim not in (2, 3):
        raise InputError(
            f"{name}: shape {value.shape}, (images, height, width) or (images, pixels) expected; "
            "a single image needs a first axis: image[None]"
        )
    pixels = math.prod(value.shape[1:])
    if inputs is not None and pixels != inputs:
        raise InputError(f"{name}: {pixels} pixels an image (shape {value.shape}), the network has {inputs} inputs")
    return np.ascontiguousarray(value.reshape(len(value), pixels))


def labels(value: Any, count: int, classes: int, name: str = "labels") -> npt.NDArray[np.uint8]:
    """Labels as bytes, as many as images."""
    array = np.asarray(value)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        raise InputError(
            f"{name}: type {array.dtype} and shape {array.shape}, whole numbers of shape (images,) expected"
        )
    if len(array) != count:
        raise InputError(f"{name}: {len(array)} given for {count} images")
    wrong = np.flatnonzero((array < 0) | (array >= classes))
    if len(wrong):
        raise InputError(f"{name}: {array[wrong[0]]} at {wrong[0]} is out of range: 0 to {classes - 1}")
    return np.ascontiguousarray(array, dtype=np.uint8)


def package(name: str, extra: str) -> ModuleType:
    """An optional package."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingPackageError(
            f"{name.partition('.')[0]} is not installed: pip install 'apical[{extra}]'"
        ) from error
