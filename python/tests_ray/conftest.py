"""A cluster of several nodes on this machine, and the program to compare with."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# A shell that starts the tests in the background has them ignore Ctrl-C, and with them all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[2]
# The least that Ray takes.
MEMORY = 80 << 20

GRID = """\
format_version = 1
name = "small"
strategy = "grid"
seeds = [1, 2]
images = 50
learning_images = 8
limit = 1000
[fixed]
hidden = [12, 9]
epochs = 2
[axes]
weight_bits = [3, 5]
supply_v = [0.7, 0.9]
"""

HALVING = """\
format_version = 1
name = "rungs"
strategy = "successive-halving"
points = 6
validation = true
images = 50
limit = 1200
[fixed]
hidden = [12, 9]
epochs = 4
[axes]
weight_bits = [3, 4, 5]
accumulator_bits = [6, 8]
window = [4, 8, 16]
[halving]
factor = 2
first_epochs = 1
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Nodes:
    """The cluster, and how to reach it from outside."""

    cluster: object
    address: str
    client: str

    def add(self) -> object:
        """One node more, with one core."""
        return self.cluster.add_node(num_cpus=1, object_store_memory=MEMORY)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    """Three nodes with a core each."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # As all else on this machine, so that a busy one does not starve them.
    os.environ["RAY_worker_niceness"] = "0"
    from ray.cluster_utils import Cluster

    port = free_port()
    head = {"num_cpus": 1, "object_store_memory": MEMORY, "include_dashboard": False, "ray_client_server_port": port}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    found = Nodes(cluster, cluster.address, f"ray://127.0.0.1:{port}")
    found.add()
    found.add()
    yield found
    cluster.shutdown()


@pytest.fixture(scope="session")
def program() -> str:
    """The program ``apical``."""
    named = os.environ.get("APICAL_PROGRAM")
    built = [ROOT / "target" / kind / "apical" for kind in ("release", "debug")]
    found = named or next((str(path) for path in built if path.is_file()), None) or shutil.which("apical")
    assert found is not None, "no program apical: build it, or name it in APICAL_PROGRAM"
    return found


@dataclass
class Sandbox:
    """A folder to run sweeps in."""

    folder: Path
    program: str

    def plan(self, text: str) -> None:
        (self.folder / "plan.toml").write_text(text)

    def local(self, out: str = "local") -> dict[str, bytes]:
        """The store of ``apical sweep``."""
        command = [self.program, "sweep", "plan.toml", "--out", out, "--quiet"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return self.files(out)

    def files(self, out: str) -> dict[str, bytes]:
        """Names and contents of all files of a store but temporary ones, which the next writer removes."""
        folder = self.folder / out
        paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".apical-")]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "apical.sweep", "plan.toml", *words]

    def environment(self, **more: str) -> dict[str, str]:
        path = f"{Path(self.program).parent}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "PATH": path, **more}

    def run(self, words: list[str], timeout: float = 240, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command in the folder to its end."""
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def sweep(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs ``python -m apical.sweep plan.toml`` to its end."""
        return self.run(self.command(*words), **environment)

    def wrapper(self, name: str, body: str) -> str:
        """A program that does something before it becomes ``apical``. ``$point`` is the point that a node runs."""
        path = self.folder / name
        path.write_text(
            "#!/bin/sh\npoint=\n"
            # The driver's own calls write into the store, those of nodes into a folder called so.
            'case "$*" in */apical-sweep-*/plan/*--point*) point=$(echo "$*" | sed "s/.*--point \\([0-9a-f]*\\).*/\\1/");; esac\n'
            f'if [ -n "$point" ]; then\n{body}\nfi\nexec {self.program} "$@"\n'
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)


@pytest.fixture
def sandbox(tmp_path: Path, program: str) -> Sandbox:
    made = Sandbox(tmp_path, program)
    made.plan(GRID)
    return made


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, program: str) -> Callable[[str], dict[str, bytes]]:
    """Stores of the local program, each made once."""
    made: dict[str, dict[str, bytes]] = {}

    def store(plan: str) -> dict[str, bytes]:
        if plan not in made:
            sandbox = Sandbox(tmp_path_factory.mktemp("local"), program)
            sandbox.plan(plan)
            made[plan] = sandbox.local()
        return made[plan]

    return store
