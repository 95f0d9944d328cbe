"""The program ``apical`` on the driver's machine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .._errors import ApicalError, InputError
from .arguments import Arguments
from .plan import Listing
from .task import find_program


class Refused(ApicalError):
    """The program said what is wrong with a plan or a store; there is nothing to add.

    Attributes
    ----------
    status : int
        Its exit status.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Program:
    """The program, with a plan.

    Parameters
    ----------
    arguments : Arguments

    Attributes
    ----------
    path : str
        Where it is on this machine.

    Raises
    ------
    InputError
        If there is no such program.
    """

    def __init__(self, arguments: Arguments) -> None:
        # A path on the nodes need not be one here.
        found = find_program(arguments.program) or find_program(None)
        if found is None:
            raise InputError(
                "no program apical beside Python or on PATH, which lists the points: "
                "cargo install --path crates/apical, or name it with --program"
            )
        self.path = str(Path(found).absolute())
        self._command = [found, "sweep", str(arguments.plan)]
        if arguments.data_dir is not None:
            self._command += ["--data-dir", arguments.data_dir]

    def listing(self, store: Path) -> Listing:
        """All points that there are now.

        Parameters
        ----------
        store : Path
            A folder whose results decide on the next rung of successive halving.
        """
        return Listing.parse(json.loads(self._run(["--list-json", "--out", str(store)])))

    def index(self, store: Path, point: str) -> None:
        """Writes what concerns the store as a whole into a folder that has the result of `point` already."""
        self._run(["--point", point, "--json", "--out", str(store)])

    def _run(self, words: list[str]) -> str:
        finished = subprocess.run(
            self._command + words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if finished.returncode != 0:
            raise Refused(
                finished.stderr.strip() or f"{self._command[0]} ended with {finished.returncode}", finished.returncode
            )
        return finished.stdout
