"""Administrators look into the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from kernel.rights import Actor
from kernel.standing import Office
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.errors import OfficerUnknownError
from services.routing.officers.domain.officer import Officer
from services.routing.officers.ports import Changes, Entry, OfficerQuery, Officers, Register
from services.routing.officers.usecases.keep_record import require_keeper


def list_officers(query: OfficerQuery, *, actor: Actor, officers: Officers) -> Sequence[Officer]:
    """Return a page of officers; raises `ForbiddenError`."""
    require_keeper(actor)
    return officers.page(query)


def find_officer(
    officer: UUID, *, actor: Actor, officers: Officers, changes: Changes
) -> tuple[Entry, Sequence[Change]]:
    """Return an officer with placements and history; raises `OfficerUnknownError`."""
    require_keeper(actor)
    entry = officers.find(officer)
    if entry is None:
        raise OfficerUnknownError
    return entry, changes.of(officer)


def show_roster(
    agency: str, on: date, *, actor: Actor, register: Register
) -> Sequence[tuple[Officer, Office]]:
    """Return who works or signs at an agency on a day; raises `ForbiddenError`."""
    require_keeper(actor)
    return register.roster(agency, on)
