"""Stores that are no folder."""

from __future__ import annotations

import json
import sys
import uuid

import pytest
from conftest import GRID, HALVING

# Runs a sweep, and copies what is then in memory to a folder.
IN_MEMORY = """
import sys, pathlib, fsspec
from apical.sweep import main
status = main(sys.argv[1:])
again = main(sys.argv[1:])
system = fsspec.filesystem("memory")
for path in system.find("/store"):
    target = pathlib.Path("copied") / path.removeprefix("/store/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(system.cat_file(path))
sys.exit(status or again)
"""


def run_in_memory(sandbox, address):
    words = ["plan.toml", "--ray", address, "--out", "memory://store", "--json"]
    return sandbox.run([sys.executable, "-c", IN_MEMORY, *words])


@pytest.mark.parametrize("plan", [GRID, HALVING])
def test_in_memory(sandbox, nodes, once, plan):
    sandbox.plan(plan)
    finished = run_in_memory(sandbox, nodes.address)
    assert finished.returncode == 0, finished.stderr
    first, second = (json.loads(line) for line in finished.stdout.splitlines())
    assert first["run"] == len(first["points"]) and second["run"] == 0
    assert second["stored_before"] == len(first["points"])
    assert sandbox.files("copied") == once(plan)


def test_a_file_url_is_a_folder(sandbox, nodes, once):
    finished = sandbox.sweep("--ray", nodes.address, "--out", f"file://{sandbox.folder}/store")
    assert finished.returncode == 0, finished.stderr
    assert sandbox.files("store") == once(GRID)


@pytest.fixture
def bucket(monkeypatch):
    """A bucket of a server that speaks S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    import boto3

    name = f"bucket-{uuid.uuid4().hex[:8]}"
    client = boto3.client("s3")
    client.create_bucket(Bucket=name)
    yield client, name
    server.stop()


def stored(client, name):
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=name, Prefix="store/")
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {key.removeprefix("store/"): client.get_object(Bucket=name, Key=key)["Body"].read() for key in keys}


def test_object_storage(sandbox, nodes, once, bucket):
    client, name = bucket
    finished = sandbox.sweep("--ray", nodes.address, "--out", f"s3://{name}/store", "--json")
    assert finished.returncode == 0, finished.stderr
    assert stored(client, name) == once(GRID)
    # Whatever is missing comes again, from networks that are there.
    gone = sorted(file for file in once(GRID) if file.startswith("points/"))[:3]
    for file in gone:
        client.delete_object(Bucket=name, Key=f"store/{file}")
    told = json.loads(sandbox.sweep("--ray", nodes.address, "--out", f"s3://{name}/store", "--json").stdout)
    assert (told["run"], told["stored_before"]) == (3, 5)
    assert stored(client, name) == once(GRID)


def test_a_bucket_that_is_not_there(sandbox, nodes, bucket):
    finished = sandbox.sweep("--ray", nodes.address, "--out", "s3://no-such-bucket-at-all/store")
    assert finished.returncode == 2, finished.stdout
    assert "s3://no-such-bucket-at-all/store" in finished.stderr and "Traceback" not in finished.stderr
