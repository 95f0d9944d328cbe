"""Results, in a folder or in object storage. Only the driver writes here."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from .. import _check
from .._errors import FileError
from .plan import Point
from .program import Program

# Files that are read from object storage at a time.
_BATCH = 500
# Places of a training at which a network is kept where the processor model learns.
_PLACES = 4
_INDEX = ("store.json", "sweep.json")


class Files(Protocol):
    """Where the files of a store are. Names are relative and have forward slashes."""

    def names(self, folder: str) -> list[str]:
        """Names of the files in a folder, which need not be there."""

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Contents of those of the files that are there."""

    def write(self, name: str, content: bytes) -> None:
        """Writes a file whole or not at all."""


class FolderFiles:
    """Files in a folder, written under a temporary name and renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(entry.name for entry in os.scandir(self._folder / folder) if entry.is_file())
        except FileNotFoundError:
            return []

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        found = {}
        for name in names:
            try:
                found[name] = (self._folder / name).read_bytes()
            except FileNotFoundError:
                continue
        return found

    def write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".apical-{os.getpid()}-", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                # What mkstemp makes is for its owner alone; the program's files are as the user's mask says.
                os.chmod(temporary, 0o666 & ~_mask())
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


class ObjectFiles:
    """Files below a URL that fsspec knows. A file is put by one call, which object storage does whole or not at all.

    Parameters
    ----------
    url : str
        Such as ``s3://bucket/store``.

    Raises
    ------
    MissingPackageError
        If fsspec is not installed, or what it needs for this kind of URL.
    FileError
        If there is no such kind.
    """

    def __init__(self, url: str) -> None:
        fsspec = _check.package("fsspec", "ray")
        try:
            self._system, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise FileError(f"--out {url}: {error}") from error

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def names(self, folder: str) -> list[str]:
        # What was listed before may be out of date.
        self._system.invalidate_cache()
        try:
            listed = self._system.ls(self._path(folder), detail=True)
        except FileNotFoundError:
            return []
        return sorted(str(entry["name"]).rpartition("/")[2] for entry in listed if entry["type"] == "file")

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        wanted = {self._path(name): name for name in names}
        paths, found = list(wanted), {}
        for start in range(0, len(paths), _BATCH):
            batch = self._system.cat(paths[start : start + _BATCH], on_error="return")
            for path, content in batch.items():
                if isinstance(content, FileNotFoundError):
                    continue
                if isinstance(content, BaseException):
                    raise content
                # Some kinds give paths back with a slash before them.
                found[wanted.get(path) or wanted["/" + path.lstrip("/")]] = content
        return found

    def write(self, name: str, content: bytes) -> None:
        self._system.pipe_file(self._path(name), content)


class Store:
    """The store of a sweep.

    Parameters
    ----------
    out : str
        A folder, or a URL that fsspec knows.
    scratch : Path
        A folder of this machine, for what the program must find in one if `out` is none.

    Attributes
    ----------
    folder : Path
        `out` itself, or a copy of its results.
    """

    def __init__(self, out: str, scratch: Path) -> None:
        self._out = out
        local = out.removeprefix("file://") if out.startswith("file://") else out
        self._files: Files
        if "://" in local:
            self._files = ObjectFiles(out)
            self._mirror: FolderFiles | None = FolderFiles(scratch)
            self.folder = scratch
        else:
            self._files = FolderFiles(Path(local))
            self._mirror = None
            self.folder = Path(local)

    def fetch(self) -> None:
        """Copies the results of a store that is no folder, so that the program finds them.

        Raises
        ------
        FileError
            If it cannot be read.
        """
        if self._mirror is not None:
            names = [*_INDEX, *(f"points/{name}" for name in self._names("points"))]
            for name, content in self._reading(names).items():
                self._mirror.write(name, content)

    def results(self, points: list[Point]) -> dict[str, str]:
        """Stored texts of those of the points that have results.

        Raises
        ------
        FileError
            If one is damaged, or is that of another point.
        """
        local = FolderFiles(self.folder)
        with _failing(f"cannot read {self._out}"):
            there = set(local.names("points"))
            wanted = {f"points/{point.name}.json": point for point in points if f"{point.name}.json" in there}
            contents = local.read(wanted)
        found = {}
        for name, content in contents.items():
            text = content.decode(errors="replace")
            wrong = mistake(text, wanted[name])
            if wrong is not None:
                raise FileError(f"{self._out}/{name}: {wrong}; remove it to run it again")
            found[wanted[name].name] = text
        return found

    def networks(self, points: list[Point]) -> dict[str, dict[str, bytes]]:
        """Files of those networks of the points that are there whole."""
        there = set(self._names("networks"))
        found = {}
        for point in points:
            names = network_files(point)
            if point.network not in found and there.issuperset(names):
                contents = self._reading([f"networks/{name}" for name in names])
                found[point.network] = {name.partition("/")[2]: content for name, content in contents.items()}
        return found

    def put(self, name: str, content: bytes) -> None:
        """Keeps a file.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        with _failing(f"cannot write {self._out}/{name}"):
            self._files.write(name, content)
            if self._mirror is not None and name.startswith("points/"):
                self._mirror.write(name, content)

    def put_network(self, files: dict[str, bytes]) -> None:
        """Keeps the files of a network. One of which some are missing, after a crash, counts as none and is trained again."""
        for name, content in files.items():
            self.put(f"networks/{name}", content)

    def index(self, program: Program, point: str) -> None:
        """Writes ``store.json`` and ``sweep.json``; `point` has a result."""
        program.index(self.folder, point)
        if self._mirror is not None:
            for name, content in self._mirror.read(_INDEX).items():
                self.put(name, content)

    def _names(self, folder: str) -> list[str]:
        with _failing(f"cannot list {self._out}/{folder}"):
            return self._files.names(folder)

    def _reading(self, names: list[str]) -> dict[str, bytes]:
        with _failing(f"cannot read {self._out}"):
            return self._files.read(names)


@contextmanager
def _failing(what: str) -> Iterator[None]:
    try:
        yield
    except FileError:
        raise
    except Exception as error:
        # Those of fsspec's systems are of many kinds.
        raise FileError(f"{what}: {str(error) or type(error).__name__}") from error


def network_files(point: Point) -> list[str]:
    """Names of the files that the trained network of a point has."""
    places = point.config["processor"]["learning_images"] > 0 and point.config["training"]["epochs"] > 0
    middles = [f"{point.network}.{place}.safetensors" for place in range(_PLACES if places else 0)]
    return [*middles, f"{point.network}.safetensors"]


def mistake(text: str, point: Point) -> str | None:
    """What is wrong with a stored text, if anything is."""
    try:
        config: Any = json.loads(text)["result"]["config"]
    except (ValueError, TypeError, KeyError):
        return "it is damaged"
    return None if config == point.config else "it holds another point than its name says"


def _mask() -> int:
    # It can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
