"""Tasks out, results in."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

from .._errors import ApicalError
from . import arguments as command_line
from . import cluster
from .arguments import Arguments
from .order import Order
from .outcome import Failed, Outcome
from .plan import Listing, PlanFiles, Point
from .program import Program, Refused
from .progress import Progress
from .store import Store, mistake
from .tasks import Finished, Tasks

# Seconds between two looks at Ctrl-C.
_LOOK = 0.5

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130


class UnfitError(ApicalError):
    """The nodes cannot run points at all."""


def main(words: list[str] | None = None) -> int:
    """Runs the command line.

    Parameters
    ----------
    words : list of str, optional
        Without the program's name; those of the process unless given.

    Returns
    -------
    int
        0: the result is there; 1: points failed; 2: bad plan, store or address; 130: Ctrl-C.
    """
    try:
        given = command_line.parse(words)
    except ApicalError as error:
        sys.stderr.write(f"error: {error}\n")
        return REFUSED
    try:
        with tempfile.TemporaryDirectory(prefix="apical-sweep-") as scratch:
            # Ray has things to say there when a node is lost.
            with redirect_stdout(sys.stderr):
                outcome = _sweep(given, Path(scratch))
        sys.stdout.write(outcome.json() + "\n" if given.json else outcome.text(given.out))
        sys.stdout.flush()
        return FAILED if outcome.failed else DONE
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        # Whatever else it may be, nothing was run.
        return error.status if error.status == INTERRUPTED else REFUSED
    except ApicalError as error:
        sys.stderr.write(f"error: {error}\n")
        return REFUSED
    except KeyboardInterrupt:
        sys.stderr.write(f"interrupted; finished points are in {given.out}\nto go on, give the same command\n")
        return INTERRUPTED


def _sweep(given: Arguments, scratch: Path) -> Outcome:
    files = PlanFiles.load(given.plan)
    program = Program(given)
    store = Store(given.out, scratch / "store")
    # Before the cluster is touched, since most mistakes are in plans.
    listing = _listing(program, store)
    ray = cluster.load()
    mine = not ray.is_initialized()
    cluster.connect(ray, given.ray, given.connect_timeout)
    # The request to end is as good as Ctrl-C; Ray's own handler would end at once.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    progress = Progress(given.quiet)
    try:
        warning = cluster.check_cores(ray, given.cores)
        if warning is not None:
            progress.warn(warning)
        return Driver(ray, given, files, program, store, progress).run(listing)
    except ConnectionError as error:
        # What a client says whose cluster has ended.
        raise cluster.ClusterError(
            f"--ray {given.ray.text}: the cluster went away ({error}); finished points are in {given.out}"
        ) from error
    finally:
        progress.end()
        signal.signal(signal.SIGTERM, before)
        if mine:
            ray.shutdown()


def _listing(program: Program, store: Store) -> Listing:
    """All points that there are now, with those that follow from results in the store."""
    listing = program.listing(store.folder)
    while store.fetch(listing):
        listing = program.listing(store.folder)
    return listing


class Driver:
    """Runs what a store lacks, rung by rung.

    Parameters
    ----------
    ray : module
        Connected.
    given : Arguments
    files : PlanFiles
    program : Program
    store : Store
    progress : Progress
    """

    def __init__(
        self, ray: ModuleType, given: Arguments, files: PlanFiles, program: Program, store: Store, progress: Progress
    ) -> None:
        self._ray = ray
        self._given = given
        self._files = files
        self._program = program
        self._store = store
        self._progress = progress
        # What machines do with networks, by file: a few kilobytes each.
        self._counts: dict[str, bytes] = {}
        # Whether the store says which points the rung at hand has.
        self._indexed = False

    def run(self, listing: Listing) -> Outcome:
        """Runs all rungs.

        Raises
        ------
        KeyboardInterrupt
            After what was finished has been stored and the rest cancelled.
        UnfitError
            If no node can run any point.
        """
        outcome = Outcome(listing)
        outcome.nodes, outcome.cores = cluster.size(self._ray)
        while True:
            outcome.listing = listing
            found = self._store.results(listing.points)
            missing = [point for point in listing.points if point.name not in found]
            # What earlier rungs ran was not there before.
            outcome.before = len(found) - outcome.run
            self._indexed = False
            if found:
                self._index(listing, next(iter(found)))
            if missing:
                self._rung(outcome, missing, found)
            # Where a rung is not whole there is no next one.
            if outcome.failed or listing.complete:
                return outcome
            listing = _listing(self._program, self._store)

    def _rung(self, outcome: Outcome, missing: list[Point], found: dict[str, str]) -> None:
        listing, given = outcome.listing, self._given
        context = {
            "plan": self._files.plan,
            "files": self._files.files,
            # What halving chooses by; other points need no others.
            "results": {point.result_file: found[point.name] for point in listing.points if point.name in found}
            if self._files.halving
            else {},
            "network_files": {point.name: point.network_files for point in missing},
            "counts_file": {point.name: point.counts_file for point in missing},
            "program": given.program,
            "otherwise": self._program.path,
            "data_dir": given.data_dir,
            "folder": str(Path.cwd()),
            "cores": given.cores,
            "time_limit": given.time_limit,
        }
        stored = self._store.networks(missing)
        self._counts = self._store.counts(missing)
        order = Order(missing, {name: self._ray.put(files) for name, files in stored.items()}, self._counts)
        tasks = Tasks(self._ray, context, listing.retries)
        self._progress.begin(len(missing))
        began = time.monotonic()
        try:
            while True:
                while not tasks.full() and (following := order.next()) is not None:
                    point, network = following
                    tasks.submit(point, network, self._counts.get(point.counts_file))
                if tasks.empty():
                    return
                for finished in tasks.wait(_LOOK):
                    self._take(outcome, order, finished)
        except KeyboardInterrupt:
            for finished in tasks.cancel():
                self._take(outcome, order, finished)
            raise
        except BaseException:
            for _ in tasks.cancel():
                pass
            raise
        finally:
            outcome.seconds += time.monotonic() - began
            self._progress.end()

    def _take(self, outcome: Outcome, order: Order, finished: Finished) -> None:
        point = finished.point
        reason = self._keep(order, finished) if finished.status == "done" else finished.text
        order.ended(point, point.counts_file in self._counts)
        if reason is None:
            outcome.run += 1
            self._progress.stored()
            if not self._indexed:
                self._index(outcome.listing, point.name)
            return
        if finished.status == "unfit" and outcome.run == 0:
            raise UnfitError(f"point {point.name} cannot be run: {reason}")
        outcome.failed.append(Failed(point, reason))
        self._progress.failed(point.name, reason)
        if finished.trained is not None:
            order.gave_up(point)

    def _keep(self, order: Order, finished: Finished) -> str | None:
        """Stores a result, and its network if the point trained it. What is wrong with them, if anything is."""
        point = finished.point
        wrong = mistake(finished.text, point)
        if wrong is not None:
            return f"what the node sent is not its result: {wrong}"
        if finished.trained is not None and (self._given.networks or order.waits(point)):
            try:
                files = self._ray.get(finished.trained)
            except self._ray.exceptions.RayError as error:
                # With the node that had them, and Ray has tried again already.
                return f"its network was lost: {type(error).__name__}"
            # First, so that the network of a point that is there is there too.
            if self._given.networks:
                self._store.put_network(files)
            # From here, so that the others do not depend on the node that trained it.
            order.trained(point, self._ray.put(files) if order.waits(point) else None)
        if finished.counts is not None and finished.counts != self._counts.get(point.counts_file):
            self._store.put(point.counts_file, finished.counts)
            self._counts[point.counts_file] = finished.counts
        self._store.put_result(point, finished.text)
        return None

    def _index(self, listing: Listing, point: str) -> None:
        self._store.index(self._program, listing, point)
        self._indexed = True
