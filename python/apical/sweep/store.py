"""Results, in a folder or in object storage. Only the driver writes here."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from .. import _apical, _check
from .._errors import FileError
from .plan import Listing, Point
from .program import Program

# Files that are read from object storage at a time.
_BATCH = 500


class Files(Protocol):
    """Where the files of a store are. Names are relative and have forward slashes."""

    def names(self, folder: str) -> list[str]:
        """Names of the files in a folder, which need not be there."""

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Contents of those of the files that are there."""

    def write(self, name: str, content: bytes) -> None:
        """Writes a file whole or not at all."""


class FolderFiles:
    """Files in a folder, written as the program writes them: under a temporary name that is renamed."""

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
        _apical.replace_file(path, content)


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
    """The store of a sweep. Which file is where, the program says when it lists the points.

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

    def fetch(self, listing: Listing) -> bool:
        """Copies the results of a store that is no folder, so that the program finds them.

        Returns
        -------
        bool
            Whether there were any that had not been copied before: the program may then have more points to list.

        Raises
        ------
        FileError
            If it cannot be read.
        """
        if self._mirror is None:
            return False
        results = [point.result_file for point in listing.points]
        copied = set(_existing(self._mirror, results))
        new = [name for name in self._existing(results) if name not in copied]
        # What it says of the store as a whole is the same all along.
        if not copied:
            new += listing.index_files
        contents = self._reading(new)
        for name, content in contents.items():
            self._mirror.write(name, content)
        return bool(contents)

    def results(self, points: list[Point]) -> dict[str, str]:
        """Stored texts of those of the points that have results.

        Raises
        ------
        FileError
            If one is damaged, or is that of another point.
        """
        local = FolderFiles(self.folder)
        wanted = {point.result_file: point for point in points}
        with _failing(f"cannot read {self._out}"):
            contents = local.read(_existing(local, wanted))
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
        there = set(self._existing(name for point in points for name in point.network_files))
        found: dict[str, dict[str, bytes]] = {}
        for point in points:
            if point.network not in found and there.issuperset(point.network_files):
                found[point.network] = self._reading(point.network_files)
        return found

    def counts(self, points: list[Point]) -> dict[str, bytes]:
        """Those of the files of counts of the points that are there."""
        return self._reading(self._existing(point.counts_file for point in points))

    def put(self, name: str, content: bytes) -> None:
        """Keeps a file.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        with _failing(f"cannot write {self._out}/{name}"):
            self._files.write(name, content)

    def put_result(self, point: Point, text: str) -> None:
        """Keeps a result, for the program too."""
        content = text.encode()
        self.put(point.result_file, content)
        if self._mirror is not None:
            self._mirror.write(point.result_file, content)

    def put_network(self, files: dict[str, bytes]) -> None:
        """Keeps the files of a network. One of which some are missing, after a crash, counts as none and is trained again."""
        for name, content in files.items():
            self.put(name, content)

    def index(self, program: Program, listing: Listing, point: str) -> None:
        """Writes what concerns the store as a whole; `point` has a result."""
        program.index(self.folder, point)
        if self._mirror is not None:
            for name, content in self._mirror.read(listing.index_files).items():
                self.put(name, content)

    def _existing(self, names: Iterable[str]) -> list[str]:
        with _failing(f"cannot list {self._out}"):
            return _existing(self._files, names)

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


def _existing(files: Files, names: Iterable[str]) -> list[str]:
    """Those of the files that are there, by a look at each folder."""
    wanted = list(dict.fromkeys(names))
    folders = {name.rpartition("/")[0] for name in wanted}
    there = {f"{folder}/{name}" for folder in folders for name in files.names(folder)}
    return [name for name in wanted if name in there]


def mistake(text: str, point: Point) -> str | None:
    """What is wrong with a stored text, if anything is."""
    try:
        config: Any = json.loads(text)["result"]["config"]
    except (ValueError, TypeError, KeyError):
        return "it is damaged"
    return None if config == point.config else "it holds another point than its name says"
