"""A plan, the files that it needs, and its points."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from .._errors import FileError, InputError

# No preset or technology is nearly as long.
_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class PlanFiles:
    """A plan with the presets and technologies beside it, to be laid out alike on a node.

    Attributes
    ----------
    plan : str
        Path of the plan below the folder that all files have in common.
    files : dict of str to bytes
        Contents, by path below that folder.
    halving : bool
        Whether which points there are depends on results.
    """

    plan: str
    files: dict[str, bytes]
    halving: bool

    @classmethod
    def load(cls, path: Path) -> PlanFiles:
        """Reads a plan, every TOML file that it names relative to itself, and those that these name.

        A name that is an absolute path is left as it is: that file must be on all machines.

        Raises
        ------
        FileError
            If the plan cannot be read.
        """
        try:
            found = {_absolute(path): path.read_bytes()}
        except OSError as error:
            raise FileError(f"cannot read the plan {path}: {error.strerror or error}") from error
        waiting = list(found)
        while waiting:
            file = waiting.pop()
            for name in _texts(_toml(found[file])):
                other = _absolute(file.parent / name)
                if name.endswith(".toml") and not os.path.isabs(name) and other not in found and _small(other):
                    found[other] = other.read_bytes()
                    waiting.append(other)
        root = Path(os.path.commonpath([file.parent for file in found]))
        files = {file.relative_to(root).as_posix(): content for file, content in found.items()}
        name = _absolute(path).relative_to(root).as_posix()
        return cls(name, files, _toml(files[name]).get("strategy") == "successive-halving")


@dataclass(frozen=True)
class Point:
    """A point that ``--list-json`` lists.

    Attributes
    ----------
    name, network : str
        Hashes.
    labels : dict
        Where it is on the axes.
    seed : int
    config : dict
        All that its result follows from.
    result_file : str
        Where a store has its result: a path below the store's folder, with forward slashes.
    network_files : list of str
        Where a store has its trained network, which is there whole if all of them are; the last is written last.
    counts_file : str
        Where a store has what its machine does with the network, which points that differ in supply or technology share.
    """

    name: str
    network: str
    labels: dict[str, Any]
    seed: int
    config: dict[str, Any]
    result_file: str
    network_files: list[str]
    counts_file: str

    @property
    def work(self) -> int:
        """Synapses times epochs, by which trainings are ordered."""
        sizes = self.config["training"]["layers"]
        return int(self.config["training"]["epochs"] * sum(a * b for a, b in pairwise(sizes)))


@dataclass(frozen=True)
class Listing:
    """What ``--list-json`` prints.

    Attributes
    ----------
    versions : dict
        ``spec_version``, ``sweep_version``, ``store_version``.
    name, data : str
    retries : int
        How often a failed point is tried again.
    complete : bool
        Whether there will be no more points once these have results.
    points : list of Point
    impossible : list of dict
        ``labels`` and ``reason`` of each.
    index_files : list of str
        Where a store has what concerns it as a whole.
    """

    versions: dict[str, int]
    name: str
    data: str
    retries: int
    complete: bool
    points: list[Point]
    impossible: list[dict[str, Any]]
    index_files: list[str]

    @classmethod
    def parse(cls, value: dict[str, Any]) -> Listing:
        """From the parsed JSON.

        Raises
        ------
        InputError
            If the program speaks another format.
        """
        different = "the program apical and this package are of different versions"
        if value.get("format_version") != 1:
            raise InputError(f"--list-json: format_version {value.get('format_version')}, 1 expected: {different}")
        if "index_files" not in value:
            raise InputError(f"--list-json: no index_files, where a store has what: {different}")
        fields = ("point", "network", "labels", "seed", "config", "result_file", "network_files", "counts_file")
        return cls(
            {name: value[name] for name in ("spec_version", "sweep_version", "store_version")},
            value["name"],
            value["data"],
            value["retries"],
            value["complete"],
            [Point(*(point[field] for field in fields)) for point in value["points"]],
            value["impossible"],
            value["index_files"],
        )


def _absolute(path: Path) -> Path:
    # Without following links, so that what is named beside a link is found beside it.
    return Path(os.path.abspath(path))


def _small(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= _MOST_BYTES


def _toml(content: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(content.decode())
    except ValueError:
        # The program says what is wrong with it, and where.
        return {}


def _texts(value: Any) -> list[str]:
    """All texts within nested tables and lists."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []
