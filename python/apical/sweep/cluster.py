"""Connecting to Ray, within a time."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from .. import _check
from .._errors import ApicalError, InputError
from .arguments import Address

# Seconds that a computer may take to accept a connection; Ray's own answer may take longer.
_PROBE = 5.0


class ClusterError(ApicalError, ConnectionError):
    """A cluster that cannot be reached, or that went away."""


def load() -> ModuleType:
    """The package ``ray``, not connected yet.

    Raises
    ------
    MissingPackageError
        If it is not installed.
    """
    # Nothing about this machine is to be sent anywhere.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Ray 2 otherwise warns of a change that concerns GPUs.
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    # A task that fails has two results, of which the second is not asked for.
    os.environ.setdefault("RAY_IGNORE_UNHANDLED_ERRORS", "1")
    return _check.package("ray", "ray")


def connect(ray: ModuleType, address: Address, seconds: float) -> None:
    """Connects to a cluster, or starts one on this machine.

    Parameters
    ----------
    ray : module
    address : Address
        ``auto`` joins the cluster that ``RAY_ADDRESS`` names or that runs on this machine, and starts one if there is none.
    seconds : float
        Within which a cluster must answer. A connection that hangs in Ray cannot be called off from Python: the process
        then says so and ends with status 2.

    Raises
    ------
    ClusterError
        If nothing listens there, or Ray refuses.
    """
    if ray.is_initialized():
        # A program that has connected already and calls `main`.
        return
    settings: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address.text == "local":
            ray.init(address="local", include_dashboard=False, **settings)
            return
        with _bound(address.text, seconds):
            if address.host is not None and address.port is not None:
                _probe(address, address.host, address.port, min(seconds, _PROBE))
                ray.init(address=address.text, **settings)
                return
            try:
                ray.init(address="auto", **settings)
                return
            except ConnectionError:
                # There is none. One that is named must be there.
                if os.environ.get("RAY_ADDRESS"):
                    raise
        ray.init(address="local", include_dashboard=False, **settings)
    except ClusterError:
        raise
    except Exception as error:
        # Of many kinds, by what failed and in which version.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        # The last one says most where a trace is sent along.
        told = " ".join(lines if len(lines) <= 3 else [lines[0], lines[-1]])
        raise ClusterError(f"--ray {address.text}: Ray cannot connect: {told}") from error


def check_cores(ray: ModuleType, cores: int) -> str | None:
    """Checks that a node has the cores of a point, without which its task would wait for ever.

    Returns
    -------
    str or None
        A warning, if there is no node with cores yet: a cluster that grows by itself may begin so.

    Raises
    ------
    InputError
        If there are nodes and none is large enough.
    """
    most = max((int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]), default=0)
    if most == 0:
        return "no node of the cluster has a core yet; points wait until one joins"
    if cores > most:
        raise InputError(f"--cores-per-point {cores}: no node of the cluster has as many: 1 to {most}")
    return None


def size(ray: ModuleType) -> tuple[int, int]:
    """Nodes with cores, and cores, at this time."""
    alive = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
    return sum(cores > 0 for cores in alive), sum(alive)


def _probe(address: Address, host: str, port: int, seconds: float) -> None:
    try:
        socket.create_connection((host, port), timeout=seconds).close()
    except TimeoutError as error:
        raise ClusterError(f"--ray {address.text}: {host} port {port} does not answer within {seconds:g} s") from error
    except OSError as error:
        raise ClusterError(
            f"--ray {address.text}: cannot reach {host} port {port}: {error.strerror or error}"
        ) from error


@contextmanager
def _bound(address: str, seconds: float) -> Iterator[None]:
    """Ends the process unless what is within is left in time."""

    def end() -> None:
        sys.stderr.write(
            f"error: --ray {address}: no Ray cluster answers there within {seconds:g} s\n"
            "hint: HOST:PORT is for programs on a node of the cluster, whose port is 6379 unless it was started with another; "
            "from outside use ray://HOST:10001. --connect-timeout waits longer.\n"
        )
        sys.stderr.flush()
        # Nothing has been started or written yet.
        os._exit(2)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
