"""Sweeps on a Ray cluster: the points of ``apical sweep PLAN``, one task each, in the same store.

``python -m apical.sweep plan.toml --ray auto`` runs them; ``docs/sweeps.md`` describes it. Needs the program ``apical`` on
this machine and on the nodes, and ``pip install 'apical[ray]'``.

==============  =========================================================
``arguments``   the command line
``plan``        the plan with the files it names, and its points
``program``     the program ``apical``, which lists points
``cluster``     connecting to Ray, within a time
``task``        what a node does for a point
``order``       which points may run: the first of a network, then the rest
``store``       results, in a folder or in object storage
``driver``      tasks out, results in
``progress``    what is said meanwhile
==============  =========================================================
"""

from __future__ import annotations

from .driver import main

__all__ = ["main"]
