"""Heads and leaders read which dossiers are likely to be late, days ahead."""

from __future__ import annotations

from kernel.rights import Actor
from services.routing.lateness.domain.outlook import (
    RisksPage,
    RisksWanted,
    overseen,
)
from services.routing.lateness.domain.reading import Position
from services.routing.lateness.ports import Risks


def list_risks(actor: Actor, wanted: RisksWanted, *, lines: Risks) -> RisksPage:
    """Return a page of the lines the actor may read, those due first in front.

    Raises `ForbiddenError` for who may read none.
    """
    found = lines.page(wanted, overseen(actor))
    shown = found[: wanted.limit]
    if len(found) <= wanted.limit:
        return RisksPage(lines=shown)
    last = shown[-1]
    return RisksPage(lines=shown, after=Position(at=last.due_at, id=last.task))
