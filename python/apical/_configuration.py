"""Configurations as the core takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _check
from ._errors import InputError


def configuration(**given: Any) -> dict[str, Any]:
    """A configuration whose numbers fit their types; what they may be together is checked by the core."""
    layers = _check.sizes("layers", given["layers"], 1, 16384, 3, 9)
    if not isinstance(given["front_end"], str):
        raise InputError(f"front_end: {given['front_end']!r} is not a text")
    hidden = len(layers) - 2
    window = _check.sizes("window", given["window"], 1, 65535, 1, 7)
    if np.ndim(given["window"]) == 0:
        window = window * hidden
    return {
        "front_end": given["front_end"],
        "layers": layers,
        "weight_bits": _check.integer("weight_bits", given["weight_bits"], 2, 8),
        "accumulator_bits": _check.integer("accumulator_bits", given["accumulator_bits"], 4, 8),
        "order": _check.choice("order", given["order"], ("pipelined", "sequential")),
        "window": window,
        "margin_bits": _check.integer("margin_bits", given["margin_bits"], 0, 8),
        "drop_shift": _check.integer("drop_shift", given["drop_shift"], 1, 8),
        "initial_range": _check.integer("initial_range", given["initial_range"], 0, 32767),
        "feedback_sharing": _check.integer("feedback_sharing", given["feedback_sharing"], 1, 4000),
    }
