"""How a sweep ended."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from typing import Any

from .plan import Listing, Point

# Most lines of a kind on a terminal.
_MOST = 25


@dataclass(frozen=True)
class Failed:
    """A point that failed as often as it was tried.

    Attributes
    ----------
    point : Point
    reason : str
        What was wrong the last time.
    """

    point: Point
    reason: str


@dataclass
class Outcome:
    """What came of a sweep.

    Attributes
    ----------
    listing : Listing
        The last one.
    before, run : int
        Points that were stored before, and that were run now.
    failed : list of Failed
    nodes, cores : int
        Of the cluster, when the sweep began.
    seconds : float
        From the first task's submission to the last result, all rungs together; measured.
    """

    listing: Listing
    before: int = 0
    run: int = 0
    failed: list[Failed] = field(default_factory=list)
    nodes: int = 0
    cores: int = 0
    seconds: float = 0.0

    def json(self) -> str:
        """As one JSON object."""
        listing = self.listing
        failed = {failed.point.name: failed.reason for failed in self.failed}
        points: list[dict[str, Any]] = [
            {"point": point.name, "labels": point.labels, "seed": point.seed, "stored": point.name not in failed}
            for point in listing.points
        ]
        reasons: list[dict[str, Any]] = [
            {"point": one.point.name, "labels": one.point.labels, "seed": one.point.seed, "reason": one.reason}
            for one in self.failed
        ]
        return json.dumps(
            {
                "format_version": 1,
                **listing.versions,
                "name": listing.name,
                "data": listing.data,
                "complete": listing.complete,
                "run": self.run,
                "stored_before": self.before,
                "points": points,
                "impossible": listing.impossible,
                "failed": reasons,
                "cluster": {"nodes": self.nodes, "cores": self.cores},
                "seconds": round(self.seconds, 3),
            }
        )

    def text(self, out: str) -> str:
        """For people."""
        listing = self.listing
        counts = f"{self.run} run, {self.before} stored before, {len(self.failed)} failed"
        impossible = f"{len(listing.impossible)} configurations impossible"
        lines = [f"{listing.name}: {len(listing.points)} points on {listing.data}: {counts}; {impossible}"]
        for one in listing.impossible[:_MOST]:
            axes = " ".join(f"{axis}={value}" for axis, value in one["labels"].items())
            lines.append(f"impossible  {axes}: {one['reason']}")
        lines += [f"failed      {one.point.name}: {one.reason}" for one in self.failed[:_MOST]]
        if self.run:
            rate = self.run / self.seconds if self.seconds else 0.0
            lines.append(
                f"{self.seconds:.1f} s, {rate:.2f} points/s on {self.cores} cores of {self.nodes} nodes (measured)"
            )
        where = "copy the store into a folder, then\n  apical report FOLDER" if "://" in out else ""
        return "\n".join(lines) + "\n\nnext:\n  " + (where or f"apical report {shlex.quote(out)}") + "\n"
