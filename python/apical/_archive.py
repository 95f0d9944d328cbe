"""Networks in NumPy archives, as ``apical export --to npz`` and ``Network.save`` write them."""

from __future__ import annotations

import zipfile
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _apical
from ._configuration import configuration
from ._errors import FileError, InputError, ModelError


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive and not of a model file."""
    if name.endswith(".npz"):
        return True
    if name.endswith(".safetensors"):
        return False
    raise InputError(f"path: {name!r} ends neither in .safetensors nor in .npz")


def read_archive(name: str) -> _apical.Core:
    """Reads what `apical export --to npz` or `save` wrote."""
    try:
        with np.load(name, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except OSError as error:
        raise FileError(f"cannot read {name}: {error}") from error
    except (ValueError, zipfile.BadZipFile, EOFError, KeyError, AttributeError, TypeError) as error:
        raise ModelError(f"{name}: not a NumPy archive: {error}") from error
    try:
        return _from_arrays(arrays)
    except KeyError as error:
        raise ModelError(f"{name}: array {error} is missing") from error
    except InputError as error:
        raise ModelError(f"{name}: {error}") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise ModelError(f"{name}: an array has another type or shape than it should: {error}") from error


def _from_arrays(arrays: dict[str, npt.NDArray[Any]]) -> _apical.Core:
    version = int(arrays["specification_version"])
    if version not in (_apical.SPECIFICATION_VERSION, _apical.FRONT_END_VERSION):
        raise InputError(
            f"specification version {version}: this software implements versions {_apical.SPECIFICATION_VERSION} "
            f"and {_apical.FRONT_END_VERSION}"
        )
    first = version == _apical.SPECIFICATION_VERSION
    front_end = np.bytes_(b"threshold") if first else arrays["front_end"][()]
    if not isinstance(front_end, np.bytes_):
        raise InputError(f"front_end: type {arrays['front_end'].dtype}, bytes expected")
    if len(arrays["in_flight.label"]):
        raise InputError("in_flight.label: images are in the learning pipeline; apical export leaves them out")
    layers = arrays["layers"].tolist()
    weight_bits, accumulator_bits = arrays["format"].tolist()
    config = configuration(
        front_end=front_end.decode("ascii"),
        layers=layers,
        weight_bits=weight_bits,
        accumulator_bits=accumulator_bits,
        order="pipelined" if int(arrays["pipelined"]) else "sequential",
        window=arrays["window"].tolist(),
        margin_bits=int(arrays["margin_bits"]),
        drop_shift=int(arrays["drop_shift"]),
        initial_range=int(arrays["initial_range"]),
        feedback_sharing=int(arrays["feedback_sharing"]),
    )

    def of_layers(part: str, count: int, dtype: npt.DTypeLike) -> list[npt.NDArray[Any]]:
        found = [arrays[f"layer{layer}.{part}"] for layer in range(1, count + 1)]
        for layer, array in enumerate(found, 1):
            if array.dtype != dtype:
                raise InputError(f"layer{layer}.{part}: type {array.dtype}, {np.dtype(dtype)} expected")
        return [np.ascontiguousarray(array) for array in found]

    count = len(layers) - 1
    memories = {
        "weights": of_layers("weight", count, np.int8),
        "accumulators": of_layers("accumulator", count, np.int8),
        "bias_weights": of_layers("bias_weight", count, np.int8),
        "bias_accumulators": of_layers("bias_accumulator", count, np.int8),
        "feedback": of_layers("feedback", count - 1, np.uint8),
        "random_lanes": arrays["random.lanes"].tolist(),
        "random_control": int(arrays["random.control"].item()),
    }
    core = _apical.Core.from_memories(config, memories)
    if bool(core.front_end_arrays()) == first:
        raise InputError(f"specification_version: this network is not one of version {version}")
    _check_front_end(core, arrays)
    return core


def _check_front_end(core: _apical.Core, arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Whether the arrays of the front end are those that its text calls for."""
    expected = core.front_end_arrays()
    for name in {name for name in arrays if name.startswith("front_end")} | expected.keys():
        if name not in expected:
            raise InputError(f"{name}: the front end has no such array")
        kind, shape, content = expected[name]
        if arrays[name].dtype != kind or not np.array_equal(arrays[name], np.frombuffer(content, kind).reshape(shape)):
            raise InputError(f"{name}: not what the text in front_end calls for")
