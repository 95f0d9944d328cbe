"""What a node does for a point.

This module is sent to the nodes by value, so that they need Ray and the program, and no package of ours. So it uses the standard
library only, and what goes in and out is built of Python's own types.
"""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# Seconds between two looks at whether the task was cancelled; a process that ends is seen at once.
_LOOK = 0.2
# Characters of standard error that may become a reason.
_MOST = 2000


def find_program(named: str | None, otherwise: str | None = None) -> str | None:
    """The program: the one named; else ``apical`` beside the interpreter, or on ``PATH``, or the file `otherwise`."""
    if named is not None:
        return shutil.which(named)
    beside = shutil.which("apical", path=str(Path(sys.executable).parent))
    return beside or shutil.which("apical") or (None if otherwise is None else shutil.which(otherwise))


def run_point(
    context: dict[str, Any], point: str, networks: dict[str, bytes] | None, counts: bytes | None, wanted: bool
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Runs a point in a folder of its own, which is gone afterwards.

    Parameters
    ----------
    context : dict
        What is the same for all points: ``plan`` (path relative to the files' root), ``files`` (relative path to content),
        ``results`` (file in a store to its text, which later rungs of halving need), ``network_files`` (point to files in a
        store), ``counts_file`` (point to a file in a store), ``program``
        and ``otherwise`` (:func:`find_program`), ``data_dir``, ``folder`` (where the sweep was started), ``cores``, ``time_limit``.
    point : str
        Name of the point.
    networks : dict or None
        Files of its trained network, by name in a store, if another point has trained it.
    counts : bytes or None
        What its machine does with the network, if another point has had it counted.
    wanted : bool
        Whether to return the network's files.

    Returns
    -------
    outcome : dict
        ``status`` (``done``, ``failed`` or ``unfit``, where the node lacks something), ``host``, ``seconds``, and ``text``
        (what is to be stored) and ``counts``, or ``reason``.
    networks : dict
        Files of its network, if wanted.

    Raises
    ------
    ChildProcessError
        If a signal killed the program, as where memory ran out: Ray tries again.
    TimeoutError
        If it took longer than allowed: Ray tries again.
    """
    began = time.monotonic()
    told: dict[str, Any] = {"host": platform.node()}
    program = find_program(context["program"], context["otherwise"])
    if program is None:
        told.update(status="unfit", reason=f"no program {context['program'] or 'apical'}; --program names its path")
        return told, {}
    with tempfile.TemporaryDirectory(prefix="apical-sweep-") as name:
        work = Path(name)
        store = work / "store"
        for path, content in context["files"].items():
            _write(work / "plan" / path, content)
        for path, text in context["results"].items():
            _write(store / path, text.encode())
        for path, content in (networks or {}).items():
            _write(store / path, content)
        counts_file = store / context["counts_file"][point]
        if counts is not None:
            _write(counts_file, counts)
        command = [program, "sweep", str(work / "plan" / context["plan"])]
        command += ["--point", point, "--json", "--out", str(store)]
        if context["data_dir"] is not None:
            command += ["--data-dir", context["data_dir"]]
        # Data may be named relative to where the sweep was started.
        folder = context["folder"] if os.path.isdir(context["folder"]) else str(work)
        status, output, errors = _run(command, folder, context["cores"], context["time_limit"], point)
        told["seconds"] = time.monotonic() - began
        if status < 0:
            raise ChildProcessError(f"signal {-status} killed the program on {told['host']}: {_reason(errors)}")
        if status != 0:
            told.update(status="failed" if status == 1 else "unfit", reason=_reason(errors) or f"exit status {status}")
            return told, {}
        told.update(status="done", text=output.decode().removesuffix("\n"))
        # Of a program that left none, the result stands all the same; another point counts anew.
        told["counts"] = counts_file.read_bytes() if counts_file.exists() else None
        found = {}
        if wanted:
            kept = [path for path in context["network_files"][point] if (store / path).is_file()]
            found = {path: (store / path).read_bytes() for path in kept}
        return told, found


def _run(command: list[str], folder: str, cores: int, limit: float | None, point: str) -> tuple[int, bytes, bytes]:
    environment = dict(os.environ, RAYON_NUM_THREADS=str(cores))
    try:
        # In a session of its own: a Ctrl-C at a terminal is for the driver, which cancels the task.
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return 2, b"", f"cannot start {command[0]}: {error}".encode()
    deadline = None if limit is None else time.monotonic() + limit
    try:
        while True:
            try:
                output, errors = process.communicate(timeout=_LOOK)
                return process.returncode, output, errors
            except subprocess.TimeoutExpired:
                if deadline is not None and time.monotonic() > deadline:
                    raise TimeoutError(f"point {point} took longer than {limit:g} s on {platform.node()}") from None
    finally:
        # On a time limit, and when the task is cancelled.
        if process.poll() is None:
            # With all that it started, which would otherwise hold its output open. The session is its own.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _reason(errors: bytes) -> str:
    lines = [line.strip() for line in errors.decode(errors="replace").splitlines() if line.strip()]
    return "; ".join(lines)[-_MOST:]
