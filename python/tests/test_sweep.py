"""Sweeps on a cluster, as far as they need none: arguments, what is sent along, and who runs when."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import apical.sweep
from apical import FileError, InputError
from apical.sweep import main
from apical.sweep.arguments import Address, parse
from apical.sweep.order import Order
from apical.sweep.plan import Listing, PlanFiles, Point
from apical.sweep.store import FolderFiles, Store
from apical.sweep.task import find_program, run_point


def point(name: str, network: str, epochs: int = 1, parts: int = 1, counts: str | None = None) -> Point:
    config = {"training": {"layers": [4, 3, 2], "epochs": epochs}}
    files = [f"trained/{network}/{part}" for part in range(parts)]
    return Point(name, network, {}, 1, config, f"results/{name}", files, f"counted/{counts or name}")


def test_help_fits_a_screen_and_needs_no_ray():
    code = "import sys; sys.modules['ray'] = None; from apical.sweep import main; main(['--help'])"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "plan.toml --ray auto" in finished.stdout
    assert len(finished.stdout.splitlines()) <= 45


def test_without_ray_it_says_what_to_install(program, tmp_path):
    plan = 'format_version = 1\nname = "one"\nstrategy = "grid"\nlimit = 100\n[axes]\nweight_bits = [3]\n'
    (tmp_path / "plan.toml").write_text(plan)
    code = "import sys; sys.modules['ray'] = None; from apical.sweep import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "plan.toml", "--program", program]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert finished.stderr == "error: ray is not installed: pip install 'apical[ray]'\n"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_addresses():
    assert Address.parse("auto") == Address("auto")
    assert Address.parse("10.0.0.1:6379") == Address("10.0.0.1:6379", "10.0.0.1", 6379)
    assert Address.parse("ray://[::1]:10001") == Address("ray://[::1]:10001", "::1", 10001)
    for wrong in ("", "head", "head:", ":6379", "http://head:1", "head:0", "head:65536", "ray://", "a b:1"):
        with pytest.raises(InputError, match=r"--ray .*(expected|out of range)"):
            Address.parse(wrong)


def test_arguments_are_checked(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = parse(["p.toml", "--data-dir", "data", "--time-limit", "2.5"])
    assert given.data_dir == str(tmp_path / "data") and given.time_limit == 2.5 and given.networks
    for wrong in (["--cores-per-point", "1.5"], ["--cores-per-point", "1025"], ["--time-limit", "inf"], ["--out", ""]):
        assert main(["p.toml", *wrong]) == 2
        assert capsys.readouterr().err.startswith(f"error: {wrong[0]}")


def test_files_beside_a_plan_are_found(tmp_path):
    (tmp_path / "plans").mkdir()
    (tmp_path / "machines").mkdir()
    (tmp_path / "elsewhere.toml").write_text("")
    plan = tmp_path / "plans" / "plan.toml"
    absolute = str(tmp_path / "elsewhere.toml").replace("\\", "/")
    plan.write_text(
        'strategy = "successive-halving"\nname = "nothing.toml"\n'
        f'[axes]\npreset = ["apical", "../machines/a.toml", "{absolute}"]\n'
        'both = [{ label = 1, preset = "../machines/b.toml" }]\n'
    )
    (tmp_path / "machines" / "a.toml").write_text('technology = "t.toml"')
    (tmp_path / "machines" / "t.toml").write_text('loop = "a.toml"')
    (tmp_path / "machines" / "b.toml").write_text("no = TOML at all")
    found = PlanFiles.load(plan)
    assert found.plan == "plans/plan.toml" and found.halving
    assert set(found.files) == {"plans/plan.toml", "machines/a.toml", "machines/b.toml", "machines/t.toml"}
    with pytest.raises(FileError, match="cannot read the plan"):
        PlanFiles.load(tmp_path / "none.toml")


def test_a_network_is_trained_by_one_point_at_a_time():
    points = [point("a1", "a"), point("a2", "a"), point("a3", "a"), point("b1", "b", epochs=9), point("c1", "c")]
    order = Order(points, {"c": "files of c"})
    # The longest first. What is there needs no training.
    assert [order.next() for _ in range(4)] == [(points[3], None), (points[0], None), (points[4], "files of c"), None]
    assert order.waits(points[0]) and not order.waits(points[3])
    order.gave_up(points[0])
    assert order.next() == (points[1], None) and order.next() is None
    order.trained(points[1], "files of a")
    assert order.next() == (points[2], "files of a") and order.next() is None


def test_a_machine_is_simulated_by_one_point_at_a_time():
    supplies = [point(f"a{supply}", "a", counts="a") for supply in range(4)]
    other = point("b", "a")
    order = Order([*supplies, other], {"a": "files of a"}, ["counted/b"])
    # The others of the same machine wait until it has been counted.
    assert [order.next() for _ in range(3)] == [(supplies[0], "files of a"), (other, "files of a"), None]
    order.ended(other, True)
    assert order.next() is None
    # Where that fails the next one tries.
    order.ended(supplies[0], False)
    assert order.next() == (supplies[1], "files of a") and order.next() is None
    order.ended(supplies[1], True)
    assert [order.next() for _ in range(3)] == [(supplies[2], "files of a"), (supplies[3], "files of a"), None]


def test_half_a_network_is_none(tmp_path):
    learns, infers = point("p", "n", parts=5), point("q", "m")
    store = Store(str(tmp_path), tmp_path / "unused")
    names = learns.network_files
    store.put_network({name: name.encode() for name in names[1:]})
    assert store.networks([learns, infers]) == {}
    store.put_network({names[0]: b"first", "trained/m/0": b"m"})
    assert set(store.networks([learns, infers])["n"]) == set(names)
    assert store.networks([infers]) == {"m": {"trained/m/0": b"m"}}


def listing(points: list[Point], index_files: list[str]) -> Listing:
    return Listing({}, "plan", "data", 0, True, points, [], index_files)


def test_results_in_object_storage_are_copied_for_the_program_once(tmp_path):
    pytest.importorskip("fsspec")
    points = [point("a", "n"), point("b", "n")]
    listed = listing(points, ["whole"])
    store = Store("memory://copied-once/store", tmp_path / "first")
    assert not store.fetch(listed), "nothing is there"
    store.put_result(points[0], "result of a")
    store.put("whole", b"index")
    store = Store("memory://copied-once/store", tmp_path / "second")
    assert store.fetch(listed) and not store.fetch(listed)
    copied = {path.relative_to(store.folder).as_posix() for path in store.folder.rglob("*") if path.is_file()}
    assert copied == {"results/a", "whole"}
    store.put_result(points[1], "result of b")
    assert (store.folder / "results/b").read_text() == "result of b"


def test_the_program_says_where_a_store_has_what(program, tmp_path):
    plan = 'format_version = 1\nname = "two"\nstrategy = "grid"\nlimit = 60\nimages = 5\nlearning_images = 4\n'
    plan += "[fixed]\nhidden = [12, 9]\nepochs = 1\n[axes]\nweight_bits = [3, 4]\n"
    (tmp_path / "plan.toml").write_text(plan)
    command = [program, "sweep", "plan.toml", "--json"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    command = [program, "sweep", "plan.toml", "--list-json"]
    listed = Listing.parse(json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout))
    store = tmp_path / "apical-sweep"
    files = {path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()}
    named = [name for point in listed.points for name in [point.result_file, *point.network_files, point.counts_file]]
    assert files == {*listed.index_files, *named}
    assert set(Store(str(store), tmp_path).results(listed.points)) == {point.name for point in listed.points}


def test_this_package_has_no_names_of_files_in_a_store():
    for path in Path(apical.sweep.__file__).parent.glob("*.py"):
        # A model to save, and a rate: neither is a file of a store.
        words = path.read_text().replace("model.safetensors", "").replace("points/s ", "")
        for name in ("points/", "networks/", "counts/", ".safetensors", "store.json", "sweep.json"):
            assert name not in words, f"{path.name}: {name}"


def test_files_are_there_whole_or_not_at_all(tmp_path):
    files = FolderFiles(tmp_path)
    files.write("points/a.json", b"first")
    (tmp_path / "points" / "b.json").mkdir()
    with pytest.raises(FileError, match=r"cannot write .*b\.json"):
        files.write("points/b.json", b"second")
    assert files.names("points") == ["a.json"] and files.read(["points/a.json", "x"]) == {"points/a.json": b"first"}
    # What a killed process left is removed by the next that writes the same file.
    left_over = tmp_path / "points" / ".apical-0-a.json.tmp"
    left_over.write_bytes(b"thi")
    files.write("points/a.json", b"third")
    assert files.names("points") == ["a.json"] and files.read(["points/a.json"]) == {"points/a.json": b"third"}
    assert files.names("nothing") == []


def test_a_node_without_the_program_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("no-such-program") is None
    assert find_program("no-such-program", sys.executable) is None, "what is named is not replaced"
    told, files = run_point({"program": "no-such-program", "otherwise": None}, "p", None, None, True)
    assert told["status"] == "unfit" and "no program no-such-program" in told["reason"] and files == {}
