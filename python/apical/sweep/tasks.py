"""Tasks on the cluster: out they go, and back comes what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from . import task
from .plan import Point

# Tasks that are submitted at a time: more than any cluster has cores, so that one that grows by itself sees what is wanted.
_MOST = 2000
# Seconds for cancelled tasks to end.
_PATIENCE = 10.0


@dataclass(frozen=True)
class Finished:
    """A task that has ended.

    Attributes
    ----------
    point : Point
    status : str
        ``done``; ``failed``; ``unfit`` if the node lacks something; ``lost`` if Ray has given up.
    text : str
        What is to be stored, or the reason.
    trained : object or None
        Where Ray keeps the files of the network, if the point was to train it.
    counts : bytes or None
        What its machine does with the network, if the point is done.
    """

    point: Point
    status: str
    text: str
    trained: Any
    counts: bytes | None = None


class Tasks:
    """Tasks in flight.

    Parameters
    ----------
    ray : module
        Connected.
    context : dict
        As :func:`apical.sweep.task.run_point` takes it.
    retries : int
        How often Ray tries a task again whose node was lost, whose program was killed or took too long.
    """

    def __init__(self, ray: ModuleType, context: dict[str, Any], retries: int) -> None:
        self._ray = ray
        # Nodes need Ray alone.
        ray.cloudpickle.register_pickle_by_value(task)
        self._remote = ray.remote(task.run_point)
        self._options = {
            "num_cpus": context["cores"],
            "num_returns": 2,
            "max_retries": retries,
            # What the program reports of itself it has tried again already.
            "retry_exceptions": [ChildProcessError, TimeoutError],
        }
        self._context = ray.put(context)
        self._flying: dict[Any, tuple[Point, Any]] = {}

    def full(self) -> bool:
        """Whether to wait before the next one is submitted."""
        return len(self._flying) >= _MOST

    def empty(self) -> bool:
        """Whether none is in flight."""
        return not self._flying

    def submit(self, point: Point, network: Any, counts: bytes | None) -> None:
        """Submits a point. `network` is where Ray keeps its network's files; None: it trains. `counts` is what its machine does
        with the network; None: that is simulated."""
        trainer = network is None
        remote = self._remote.options(name=f"point {point.name}", **self._options)
        told, trained = remote.remote(self._context, point.name, network, counts, trainer)
        self._flying[told] = (point, trained if trainer else None)

    def wait(self, seconds: float) -> Iterator[Finished]:
        """Those that have ended: at least one, unless the time is over first."""
        flying = list(self._flying)
        ready, _ = self._ray.wait(flying, num_returns=1, timeout=seconds)
        if ready:
            # And what else is there.
            ready, _ = self._ray.wait(flying, num_returns=len(flying), timeout=0)
        for reference in ready:
            yield self._finished(reference)

    def _finished(self, reference: Any) -> Finished:
        point, trained = self._flying.pop(reference)
        try:
            told = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            # A lost node, or what the task raised: tried as often as is allowed, either way.
            return Finished(point, "lost", _short(error), trained)
        if told["status"] == "done":
            return Finished(point, "done", told["text"], trained, told["counts"])
        return Finished(point, told["status"], f"{told['reason']} (on {told['host']})", trained)

    def cancel(self) -> Iterator[Finished]:
        """Cancels what is in flight. Gives back those that had ended by then."""
        flying = list(self._flying)
        if not flying:
            return
        ready, rest = self._ray.wait(flying, num_returns=len(flying), timeout=0)
        for reference in rest:
            self._ray.cancel(reference, force=False)
        for reference in ready:
            yield self._finished(reference)
        # The nodes then have nothing left of it.
        if rest:
            self._ray.wait(rest, num_returns=len(rest), timeout=_PATIENCE)
        self._flying.clear()


def _short(error: Exception) -> str:
    """The cause of an error of Ray's, without the trace of the worker."""
    cause = getattr(error, "cause", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return "; ".join(lines[:2])[:500] or type(cause).__name__
