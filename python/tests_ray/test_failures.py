"""Bad input, and points that do not come."""

from __future__ import annotations

import json
import socket
import threading
import time

import pytest
from conftest import GRID, free_port


def refused(finished, *parts):
    assert finished.returncode == 2, (finished.stdout, finished.stderr)
    assert finished.stdout == "" and "Traceback" not in finished.stderr
    for part in parts:
        assert part in finished.stderr, finished.stderr


@pytest.fixture
def silent():
    """A port that accepts connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        held = []
        thread = threading.Thread(target=lambda: held.append(listening.accept()), daemon=True)
        thread.start()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("form", ["127.0.0.1:{}", "ray://127.0.0.1:{}"])
def test_an_address_where_nobody_is(sandbox, form):
    address = form.format(free_port())
    began = time.monotonic()
    finished = sandbox.sweep("--ray", address)
    assert time.monotonic() - began < 20
    refused(finished, f"error: --ray {address}: cannot reach 127.0.0.1 port", "refused")
    assert not (sandbox.folder / "apical-sweep").exists()


@pytest.mark.parametrize("form", ["127.0.0.1:{}", "ray://127.0.0.1:{}"])
def test_an_address_that_does_not_answer(sandbox, silent, form):
    address = form.format(silent)
    began = time.monotonic()
    finished = sandbox.sweep("--ray", address)
    assert time.monotonic() - began < 20
    refused(finished, f"--ray {address}: ")


def test_a_named_cluster_that_is_gone_is_not_replaced(sandbox):
    began = time.monotonic()
    finished = sandbox.sweep("--ray", "auto", RAY_ADDRESS=f"127.0.0.1:{free_port()}")
    assert time.monotonic() - began < 20
    refused(finished, "--ray auto: ")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--ray", "head"], ["--ray head: auto, local, HOST:PORT or ray://HOST:PORT expected"]),
        (["--ray", "head:70000"], ["port 70000 is out of range: 1 to 65535"]),
        (["--cores-per-point", "0"], ["--cores-per-point 0: a whole number from 1 to 1024 expected"]),
        (["--time-limit", "soon"], ["--time-limit soon: a number of seconds from 1 to 10000000 expected"]),
        (["--connect-timeout", "nan"], ["--connect-timeout nan: a number of seconds from 1 to 600 expected"]),
        (["--out", ""], ["--out: it is empty"]),
        (["--out", "nowhere://bucket/store"], ["--out nowhere://bucket/store: "]),
        (["--out", "plan.toml"], ["plan.toml"]),
        (["--data-dir", "nothing-here", "--out"], ["expected one argument"]),
    ],
)
def test_words_that_are_wrong(sandbox, words, parts):
    refused(sandbox.sweep(*words), *parts)


def test_plans_and_stores_are_refused_as_the_program_refuses_them(sandbox):
    sandbox.plan(GRID.replace("weight_bits = [3, 5]", "weight_bits = [3, 9]"))
    refused(sandbox.sweep("--ray", "local"), "weight_bits", "2 to 8")
    (sandbox.folder / "plan.toml").unlink()
    refused(sandbox.sweep("--ray", "local"), "cannot read the plan plan.toml")
    sandbox.plan(GRID)
    (sandbox.folder / "store").mkdir()
    (sandbox.folder / "store" / "store.json").write_text('{"store_version": 99, "sweep_version": 1}')
    refused(sandbox.sweep("--ray", "local", "--out", "store"), "store_version", "99")


def test_what_the_cluster_cannot_do(sandbox, nodes, once):
    refused(sandbox.sweep("--ray", nodes.address, "--cores-per-point", "2"), "--cores-per-point 2:", "1 to 1")
    missing = sandbox.sweep("--ray", nodes.address, "--program", "/nowhere/apical", "--out", "a")
    refused(missing, "cannot be run: no program /nowhere/apical")
    damaged = next(name for name in once(GRID) if name.startswith("points/"))
    (sandbox.folder / "b" / "points").mkdir(parents=True)
    (sandbox.folder / "b" / damaged).write_bytes(once(GRID)[damaged][:100])
    refused(sandbox.sweep("--ray", nodes.address, "--out", "b"), damaged, "it is damaged; remove it to run it again")
    other = next(name for name in once(GRID) if name.startswith("points/") and name != damaged)
    (sandbox.folder / "b" / damaged).write_bytes(once(GRID)[other])
    refused(sandbox.sweep("--ray", nodes.address, "--out", "b"), damaged, "another point than its name says")


def test_a_point_that_fails_does_not_stop_the_others(sandbox, nodes, once):
    expected = once(GRID)
    bad = min(name for name in expected if name.startswith("points/"))
    key = bad.removeprefix("points/").removesuffix(".json")
    breaks = sandbox.wrapper("breaks", f'if [ $point = {key} ]; then echo "no luck" >&2; exit 1; fi')
    finished = sandbox.sweep("--ray", nodes.address, "--out", "store", "--json", "--program", breaks)
    assert finished.returncode == 1, finished.stderr
    told = json.loads(finished.stdout)
    assert [failed["point"] for failed in told["failed"]] == [key]
    assert "no luck" in told["failed"][0]["reason"]
    assert f"point {key} failed: no luck" in finished.stderr
    assert told["run"] == 7
    assert sandbox.files("store") == {name: content for name, content in expected.items() if name != bad}


def test_results_of_another_point_are_not_stored(sandbox, nodes, once):
    """As a node would send whose program is not the driver's."""
    name = min(name for name in once(GRID) if name.startswith("points/"))
    (sandbox.folder / "other").write_bytes(once(GRID)[name])
    lies = sandbox.wrapper("lies", f"cat {sandbox.folder}/other; exit 0")
    finished = sandbox.sweep("--ray", nodes.address, "--out", "store", "--json", "--program", lies)
    assert finished.returncode == 1, finished.stderr
    told = json.loads(finished.stdout)
    assert (told["run"], len(told["failed"])) == (1, 7)
    assert "what the node sent is not its result" in told["failed"][0]["reason"]
    assert [file for file in sandbox.files("store") if file.startswith("points/")] == [name]


def test_what_is_killed_or_stuck_is_tried_again(sandbox, nodes, once):
    first = f"if mkdir {sandbox.folder}/first-$point 2>/dev/null; then"
    killed = sandbox.wrapper("killed", f"{first} kill -9 $$; fi")
    finished = sandbox.sweep("--ray", nodes.address, "--out", "killed-store", "--program", killed)
    assert finished.returncode == 0, finished.stderr
    assert sandbox.files("killed-store") == once(GRID)
    stuck = sandbox.wrapper("stuck", f"if mkdir {sandbox.folder}/was-stuck 2>/dev/null; then sleep 1000; fi")
    began = time.monotonic()
    finished = sandbox.sweep("--ray", nodes.address, "--out", "stuck-store", "--program", stuck, "--time-limit", "25")
    assert finished.returncode == 0, finished.stderr
    assert (sandbox.folder / "was-stuck").is_dir() and time.monotonic() - began > 25
    assert sandbox.files("stuck-store") == once(GRID)


def test_without_retries_what_is_killed_has_failed(sandbox, nodes):
    sandbox.plan(GRID.replace("images = 50", "images = 50\nretries = 0", 1))
    killed = sandbox.wrapper("killed", f"if mkdir {sandbox.folder}/first 2>/dev/null; then kill -9 $$; fi")
    finished = sandbox.sweep("--ray", nodes.address, "--out", "store", "--json", "--program", killed)
    assert finished.returncode == 1, finished.stderr
    told = json.loads(finished.stdout)
    assert len(told["failed"]) == 1 and "signal 9 killed the program" in told["failed"][0]["reason"]
    assert told["run"] == 7
    # The same command brings the rest.
    finished = sandbox.sweep("--ray", nodes.address, "--out", "store", "--json", "--program", killed)
    assert finished.returncode == 0
    assert sandbox.files("store") == sandbox.local()
