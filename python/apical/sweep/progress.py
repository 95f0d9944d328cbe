"""What is said meanwhile, on standard error."""

from __future__ import annotations

import sys

from tqdm import tqdm

# Failures that are told one by one.
_MOST = 25


class Progress:
    """A bar of points, and messages above it.

    Parameters
    ----------
    quiet : bool
        Only warnings.
    """

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._failures = 0
        self._bar: tqdm | None = None

    def begin(self, points: int) -> None:
        """So many points are to run now."""
        self.end()
        # Where nobody looks at a terminal, a line every ten seconds.
        seconds = 0.2 if sys.stderr.isatty() else 10.0
        self._bar = tqdm(total=points, unit="point", disable=self._quiet, mininterval=seconds, file=sys.stderr)

    def stored(self) -> None:
        """A point has its result."""
        if self._bar is not None:
            self._bar.update()

    def failed(self, point: str, reason: str) -> None:
        """A point failed as often as it was tried."""
        self._failures += 1
        if self._failures <= _MOST:
            self.warn(f"point {point} failed: {reason}")
        elif self._failures == _MOST + 1:
            self.warn("more points failed; the outcome names them")

    def warn(self, text: str) -> None:
        """Says what is not as it should be."""
        tqdm.write(f"warning: {text}", file=sys.stderr)

    def note(self, text: str) -> None:
        """Says what is good to know."""
        if not self._quiet:
            tqdm.write(text, file=sys.stderr)

    def end(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
