"""Sweeps on a cluster of several nodes are the sweeps of one machine, byte for byte."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from conftest import GRID, HALVING, ROOT

# As `python -m apical.sweep`, and names every file that is written in the store.
SPY = """
import sys
from apical.sweep import main, store
write = store.FolderFiles.write
def told(self, name, content):
    with open("written", "a") as log:
        print(name, file=log)
    write(self, name, content)
store.FolderFiles.write = told
sys.exit(main(sys.argv[1:]))
"""


def wait_until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return found


def test_a_grid_is_that_of_one_machine(sandbox, nodes, once):
    finished = sandbox.sweep("--ray", nodes.address, "--out", "store", "--json")
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout)
    assert (told["run"], told["stored_before"], told["failed"], told["complete"]) == (8, 0, [], True)
    assert told["cluster"] == {"nodes": 3, "cores": 3}
    expected = once(GRID)
    assert len([name for name in expected if name.startswith("points/")]) == 8
    assert len([name for name in expected if name.startswith("networks/")]) == 4 * 5
    assert sandbox.files("store") == expected
    # Nothing is run again; the report has all it needs.
    again = json.loads(sandbox.sweep("--ray", nodes.address, "--out", "store", "--json").stdout)
    assert (again["run"], again["stored_before"]) == (0, 8)
    subprocess.run([sandbox.program, "report", "store"], cwd=sandbox.folder, check=True, capture_output=True)


def test_a_node_that_dies_costs_nothing(sandbox, nodes, once):
    """It is killed while it runs a point."""
    sandbox.plan(GRID.replace("seeds = [1, 2]", "seeds = [1, 2, 3]"))
    expected = sandbox.local()
    victim = nodes.add()
    raylet = next(process.pid for name, process in victim.live_processes() if name == "raylet")
    # Slow enough to be caught in the act.
    slow = sandbox.wrapper("slow", f'echo "$RAY_RAYLET_PID $point" >> {sandbox.folder}/started; sleep 1')
    command = [sys.executable, "-c", SPY, "plan.toml", "--ray", nodes.address, "--out", "store", "--json"]
    command += ["--program", slow]
    driver = subprocess.Popen(
        command,
        cwd=sandbox.folder,
        env=sandbox.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    points = sandbox.folder / "store" / "points"

    def started():
        lines = (sandbox.folder / "started").read_text().split() if (sandbox.folder / "started").exists() else []
        return [point for pid, point in zip(lines[::2], lines[1::2], strict=False) if pid == str(raylet)]

    def caught():
        """A point that the victim has just begun, once others are there."""
        stored = {path.stem for path in points.glob("*.json")} if points.is_dir() else set()
        running = [point for point in started() if point not in stored]
        return running if len(stored) >= 2 else []

    running = wait_until(caught)
    nodes.cluster.remove_node(victim, allow_graceful=False)
    output, errors = driver.communicate(timeout=200)
    assert driver.returncode == 0, errors
    told = json.loads(output)
    assert (told["run"], told["failed"], len(told["points"])) == (12, [], 12)
    attempts = Counter((sandbox.folder / "started").read_text().split()[1::2])
    assert any(attempts[point] > 1 for point in running), "what the node had was run elsewhere"
    assert sandbox.files("store") == expected
    written = Counter((sandbox.folder / "written").read_text().split())
    names = {name for name in expected if name.startswith("points/")}
    assert {name: written[name] for name in names} == dict.fromkeys(names, 1), "each is written exactly once"


def test_successive_halving_from_outside(sandbox, nodes, once):
    """Through Ray's client, rung by rung."""
    sandbox.plan(HALVING)
    finished = sandbox.sweep("--ray", nodes.client, "--connect-timeout", "60", "--out", "store", "--json")
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout)
    assert told["complete"] is True
    assert {point["labels"]["epochs"] for point in told["points"]} == {1, 2, 4}
    assert told["run"] == len(told["points"])
    assert sandbox.files("store") == once(HALVING)


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_sweep_goes_on(sandbox, nodes, once, request_to_end):
    slow = sandbox.wrapper("slow", f"echo $point >> {sandbox.folder}/started; sleep 1")
    driver = subprocess.Popen(
        sandbox.command("--ray", nodes.address, "--out", "store", "--program", slow),
        cwd=sandbox.folder,
        env=sandbox.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    points = sandbox.folder / "store" / "points"
    wait_until(lambda: points.is_dir() and len(list(points.glob("*.json"))) >= 2)
    driver.send_signal(request_to_end)
    began = time.monotonic()
    output, errors = driver.communicate(timeout=60)
    assert driver.returncode == 130, errors
    assert time.monotonic() - began < 15
    assert output == ""
    assert "finished points are in store" in errors and "Traceback" not in errors
    expected = once(GRID)
    kept = sandbox.files("store")
    there = [name for name in kept if name.startswith("points/")]
    assert 2 <= len(there) < 8
    assert kept.items() <= expected.items(), "all that is there is whole, and nothing else is"
    # Nothing goes on without the driver.
    number = len((sandbox.folder / "started").read_text().split())
    time.sleep(2.5)
    assert len((sandbox.folder / "started").read_text().split()) == number
    told = json.loads(sandbox.sweep("--ray", nodes.address, "--out", "store", "--json").stdout)
    assert (told["stored_before"], told["run"]) == (len(there), 8 - len(there))
    assert sandbox.files("store") == expected


def test_a_cluster_of_this_machine_is_started(sandbox, once):
    finished = sandbox.sweep("--ray", "local", "--out", "store", "--no-networks")
    assert finished.returncode == 0, finished.stderr
    assert "8 run, 0 stored before, 0 failed" in finished.stdout and "points/s" in finished.stdout
    expected = {name: content for name, content in once(GRID).items() if not name.startswith("networks/")}
    assert sandbox.files("store") == expected


def test_files_that_a_plan_names_are_sent_along(sandbox, nodes):
    machines = sandbox.folder / "machines"
    (machines / "deeper").mkdir(parents=True)
    preset = (ROOT / "presets" / "apical.toml").read_text()
    assert 'technology = "65nm"' in preset
    (machines / "own.toml").write_text(preset.replace('technology = "65nm"', 'technology = "deeper/own-65.toml"'))
    (machines / "deeper" / "own-65.toml").write_bytes((ROOT / "technology" / "65nm.toml").read_bytes())
    deep = sandbox.folder / "plans"
    deep.mkdir()
    plan = GRID.replace("[fixed]", '[fixed]\npreset = "../machines/own.toml"')
    (deep / "plan.toml").write_text(plan)
    sandbox.plan(plan.replace("../", ""))
    expected = sandbox.local()
    # Where a node finds the plan.
    look = sandbox.wrapper(
        "look", f'for word in "$@"; do case $word in */plan.toml) dirname $word >> {sandbox.folder}/seen;; esac; done'
    )
    words = [sys.executable, "-m", "apical.sweep", "plans/plan.toml", "--ray", nodes.address, "--out", "store"]
    finished = sandbox.run([*words, "--program", look], timeout=120)
    assert finished.returncode == 0, finished.stderr
    seen = {Path(line) for line in (sandbox.folder / "seen").read_text().splitlines()}
    assert len(seen) == 8 and all(path.name == "plans" and sandbox.folder not in path.parents for path in seen)
    assert sandbox.files("store") == expected
