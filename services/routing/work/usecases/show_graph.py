"""Somebody who has to do with a dossier sees how far its agencies are."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.work.domain.case_graph import CaseGraph, graph_of
from services.routing.work.domain.errors import CaseUnknownError
from services.routing.work.domain.scope import sight_of
from services.routing.work.ports import SeenCases


def show_graph(dossier: str, *, actor: Actor, cases: SeenCases, clock: Clock) -> CaseGraph:
    """Return the graph of a dossier's case; raises `CaseUnknownError`, also for a foreign one."""
    found = cases.seen(dossier, sight_of(actor))
    if found is None:
        raise CaseUnknownError
    return graph_of(found, clock())
