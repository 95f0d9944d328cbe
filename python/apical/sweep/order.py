"""Which points may run: of each network the first one trains it, and the others wait for what it trained. So with what a machine
does with a network: the first point that needs it has it counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .plan import Point


@dataclass
class _Group:
    waiting: deque[Point] = field(default_factory=deque)
    # Where Ray keeps the network's files; None while nobody has trained it, and when nobody needs it any more.
    network: Any = None
    left: int = 0


class Order:
    """Points that are to run, in an order in which each network is trained once.

    Parameters
    ----------
    points : list of Point
    trained : dict
        Networks that are there already: name to where Ray keeps their files.
    counted : iterable of str
        Files of counts that are there already.
    """

    def __init__(self, points: list[Point], trained: dict[str, Any], counted: Iterable[str] = ()) -> None:
        self._counted = set(counted)
        self._groups: dict[str, _Group] = {}
        # The longest training first, so that none is left alone at the end.
        for point in sorted(points, key=lambda point: -point.work):
            group = self._groups.setdefault(point.network, _Group(network=trained.get(point.network)))
            group.waiting.append(point)
            group.left += 1
        # Points that wait for what another one has counted, by the file of it.
        self._held: dict[str, deque[Point]] = {}
        self._counting: set[str] = set()
        self._ready: deque[Point] = deque()
        for group in self._groups.values():
            self._release(group)

    def _release(self, group: _Group) -> None:
        while group.waiting:
            self._ready.append(group.waiting.popleft())
            if group.network is None:
                return

    def next(self) -> tuple[Point, Any] | None:
        """A point that may run, and its network, which is None if the point trains it. None if there is no such point now."""
        point = self._take()
        if point is None:
            return None
        group = self._groups[point.network]
        network = group.network
        group.left -= 1
        if group.left == 0:
            # Ray may then forget it.
            group.network = None
        return point, network

    def _take(self) -> Point | None:
        while self._ready:
            point = self._ready.popleft()
            if point.counts_file not in self._counting:
                if point.counts_file not in self._counted:
                    self._counting.add(point.counts_file)
                return point
            self._held.setdefault(point.counts_file, deque()).append(point)
        return None

    def waits(self, point: Point) -> bool:
        """Whether other points wait for the network of this one."""
        return bool(self._groups[point.network].waiting)

    def trained(self, point: Point, network: Any) -> None:
        """A point has trained its network: the others of it may run."""
        group = self._groups[point.network]
        group.network = network
        self._release(group)

    def ended(self, point: Point, counted: bool) -> None:
        """A point has ended. `counted`: what its machine does is known, and others need not simulate it."""
        if counted:
            self._counted.add(point.counts_file)
        self._counting.discard(point.counts_file)
        self._ready.extend(self._held.pop(point.counts_file, ()))

    def gave_up(self, point: Point) -> None:
        """A point that was to train its network has failed: the next one tries."""
        self._release(self._groups[point.network])
