"""The command line."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from .._errors import InputError

_EXAMPLES = """\
examples:
  python -m apical.sweep plan.toml --ray auto --out store
  python -m apical.sweep plan.toml --ray ray://head:10001 --out s3://bucket/store --data-dir /shared/mnist

Results are those of `apical sweep PLAN`, byte for byte. Nodes need the program apical; the plan and the TOML files it
names are sent to them. After Ctrl-C or a crash the same command goes on. More: docs/sweeps.md.
exit status: 0 all there, 1 points failed, 2 bad input or no cluster, 130 Ctrl-C"""

_ADDRESS = re.compile(r"(?P<client>ray://)?(?P<host>\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True)
class Address:
    """Where the cluster is.

    Attributes
    ----------
    text : str
        As given: ``auto``, ``local``, ``HOST:PORT`` or ``ray://HOST:PORT``.
    host, port : str and int, or None
        Where it listens; None for ``auto`` and ``local``.
    """

    text: str
    host: str | None = None
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Reads an address.

        Raises
        ------
        InputError
            If it is of none of the four forms.

        Examples
        --------
        >>> Address.parse("ray://head.example:10001").port
        10001
        """
        if text in ("auto", "local"):
            return cls(text)
        found = _ADDRESS.fullmatch(text)
        if found is None:
            raise InputError(f"--ray {text}: auto, local, HOST:PORT or ray://HOST:PORT expected")
        port = int(found["port"])
        if not 1 <= port <= 65535:
            raise InputError(f"--ray {text}: port {port} is out of range: 1 to 65535")
        return cls(text, found["host"].strip("[]"), port)


@dataclass(frozen=True)
class Arguments:
    """What the command line says.

    Attributes
    ----------
    plan : Path
    ray : Address
    out : str
        A folder, or a URL that fsspec knows.
    cores : int
        CPU cores that Ray sets aside for a point.
    data_dir : str or None
        Absolute path, the same on all machines.
    program : str or None
        The program on the nodes; here too, if it is there.
    networks : bool
        Whether trained networks are brought to the store.
    time_limit : float or None
        Seconds after which an attempt at a point is given up and Ray tries it anew.
    connect_timeout : float
        Seconds within which the cluster must answer.
    json, quiet : bool
    """

    plan: Path
    ray: Address
    out: str
    cores: int
    data_dir: str | None
    program: str | None
    networks: bool
    time_limit: float | None
    connect_timeout: float
    json: bool
    quiet: bool


def parse(words: list[str] | None = None) -> Arguments:
    """Reads the command line. As ``argparse`` does, it ends the process with status 2 on unknown or missing words.

    Parameters
    ----------
    words : list of str, optional
        Without the program's name; those of the process unless given.

    Raises
    ------
    InputError
        If a value is out of its range.
    """
    given = _parser().parse_args(words)
    if given.out == "":
        raise InputError("--out: it is empty; a folder or a URL such as s3://bucket/store expected")
    limit = None if given.time_limit is None else _number("--time-limit", given.time_limit, 1, 10_000_000)
    return Arguments(
        plan=Path(given.plan),
        ray=Address.parse(given.ray),
        out=given.out,
        cores=_whole("--cores-per-point", given.cores_per_point, 1, 1024),
        data_dir=None if given.data_dir is None else str(Path(given.data_dir).absolute()),
        program=given.program,
        networks=not given.no_networks,
        time_limit=limit,
        connect_timeout=_number("--connect-timeout", given.connect_timeout, 1, 600),
        json=given.json,
        quiet=given.quiet,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m apical.sweep",
        description="Run the points of a plan on a Ray cluster, and store each.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("plan", metavar="PLAN", help="plan, a TOML file")
    add("--ray", metavar="ADDRESS", default="auto", help="auto (join or start; default), local, [ray://]HOST:PORT")
    add("--out", "-o", metavar="DIR", default="apical-sweep", help="folder or fsspec URL [default: apical-sweep]")
    add("--cores-per-point", metavar="N", default="1", help="CPU cores declared for a point, 1 to 1024 [default: 1]")
    add("--data-dir", metavar="DIR", help="folder with the files of a named dataset, on all machines")
    add("--program", metavar="PATH", help="apical on the nodes [default: beside Python, on PATH, as here]")
    add("--no-networks", action="store_true", help="do not bring trained networks to the store")
    add("--time-limit", metavar="S", help="seconds an attempt at a point may take [default: none]")
    add("--connect-timeout", metavar="S", default="15", help="seconds the cluster may take to answer [default: 15]")
    add("--json", action="store_true", help="print the outcome as one JSON object")
    add("--quiet", "-q", action="store_true", help="no progress")
    return parser


def _whole(name: str, text: str, least: int, greatest: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= greatest:
        raise InputError(f"{name} {text}: a whole number from {least} to {greatest} expected")
    return int(text)


def _number(name: str, text: str, least: int, greatest: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    # Also false for what is no number.
    if not least <= value <= greatest:
        raise InputError(f"{name} {text}: a number of seconds from {least} to {greatest} expected")
    return value
