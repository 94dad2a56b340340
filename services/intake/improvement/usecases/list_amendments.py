"""Amendments are read by who proposed them and who keeps the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kernel.rights import Actor
from services.intake.improvement.domain.amendment import Amendment
from services.intake.improvement.domain.errors import AmendmentNotFoundError
from services.intake.improvement.domain.reach import reach_of
from services.intake.improvement.ports import AmendmentQuery, Amendments


def list_amendments(
    query: AmendmentQuery, *, actor: Actor, amendments: Amendments
) -> Sequence[Amendment]:
    """Return a page of the amendments the actor may know of; raises `ForbiddenError`."""
    return amendments.page(query, reach_of(actor))


def list_notes(procedure: str | None, *, amendments: Amendments) -> Sequence[Amendment]:
    """Return what was accepted for versions not published yet, for who writes the next one."""
    return amendments.notes(procedure)


def read_amendment(amendment: UUID, *, actor: Actor, amendments: Amendments) -> Amendment:
    """Return one; raises `ForbiddenError`, `AmendmentNotFoundError`."""
    reach = reach_of(actor)
    found = amendments.find(amendment)
    if found is None or not reach.holds(found.agency):
        raise AmendmentNotFoundError
    return found
