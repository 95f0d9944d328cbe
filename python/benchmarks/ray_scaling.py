"""Points a second of a sweep on a Ray cluster against its workers, and what a point costs beside its own work.

    python benchmarks/ray_scaling.py APICAL [ROUNDS] [MOST_WORKERS]

A node has one core, the head has none, and all are on this machine, so that more workers than cores say nothing. In each
round, in turns, so that a busy machine slows all alike: `apical sweep --jobs N`, the same points as commands
(`--point`) one after the other, and the cluster. Prints seconds of each and medians over the rounds.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# 24 points, each with a network of its own.
PLAN = """\
format_version = 1
name = "scaling"
strategy = "grid"
seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
images = 500
[fixed]
epochs = 10
[axes]
weight_bits = [3, 4]
"""
MEMORY = 160 << 20


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of a cluster of so many nodes with a core each."""
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 0, "object_store_memory": MEMORY, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=head)
    for _ in range(workers):
        made.add_node(num_cpus=1, object_store_memory=MEMORY)
    yield made.address
    made.shutdown()


def seconds_of(command: list[str], folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def one_machine(program: str, folder: Path, jobs: int) -> float:
    """Seconds of `apical sweep`."""
    with tempfile.TemporaryDirectory() as out:
        return seconds_of([program, "sweep", "plan.toml", "--out", out, "--jobs", str(jobs), "--quiet"], folder)


def as_commands(program: str, folder: Path) -> float:
    """Seconds of the points as commands, each with an empty folder, one after the other."""
    listed = subprocess.run([program, "sweep", "plan.toml", "--list-json"], cwd=folder, check=True, capture_output=True)
    seconds = 0.0
    for point in json.loads(listed.stdout)["points"]:
        with tempfile.TemporaryDirectory() as out:
            command = [program, "sweep", "plan.toml", "--point", point["point"], "--json", "--out", out]
            seconds += seconds_of(command, folder)
    return seconds


def on_ray(program: str, folder: Path, address: str, workers: int) -> float:
    """Seconds on the cluster, from the first task to the last result."""
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-m",
            "apical.sweep",
            "plan.toml",
            "--ray",
            address,
            "--out",
            out,
            "--json",
            "--quiet",
        ]
        finished = subprocess.run([*command, "--program", program], cwd=folder, check=True, capture_output=True)
    told = json.loads(finished.stdout)
    assert told["cluster"] == {"nodes": workers, "cores": workers} and told["run"] == len(told["points"]) == 24
    return float(told["seconds"])


def main(program: str, rounds: int = 3, most: int = 2) -> None:
    program = str(Path(program).resolve())
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Ray's workers otherwise yield to all else, which `apical sweep` does not.
    os.environ["RAY_worker_niceness"] = "0"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan.toml").write_text(PLAN)
        for workers in range(1, most + 1):
            local, commands, ray = [], [], []
            with cluster(workers) as address:
                # The first sweep starts the workers' processes.
                on_ray(program, folder, address, workers)
                for _ in range(rounds):
                    local.append(one_machine(program, folder, workers))
                    if workers == 1:
                        commands.append(as_commands(program, folder))
                    ray.append(on_ray(program, folder, address, workers))
                    print(f"{workers} workers: apical sweep {local[-1]:.2f} s, Ray {ray[-1]:.2f} s", flush=True)
            of_local, of_ray = statistics.median(local), statistics.median(ray)
            each = workers / 24
            print(
                f"{workers} workers, medians: apical sweep --jobs {workers} {24 / of_local:.2f} points/s, "
                f"Ray {24 / of_ray:.2f} points/s; a point costs {1000 * each * (of_ray - of_local):.0f} ms of a core more"
            )
            if commands:
                of_commands = statistics.median(commands)
                print(
                    f"  of which {1000 * each * (of_commands - of_local):.0f} ms are those of a command a point, "
                    f"and {1000 * each * (of_ray - of_commands):.0f} ms those of Ray"
                )


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:]))
