"""How every change of the register begins and ends: the right, the lock, the record, the word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.clock import VIETNAM, Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, may
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.errors import (
    OfficerAgencyUnknownError,
    OfficerUnknownError,
)
from services.routing.officers.domain.officer import Officer, require_version
from services.routing.officers.ports import Changes, Events, KnownAgencies, Officers


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a change of the register works with; `at` is one instant for all of it."""

    actor: Actor
    officers: Officers
    agencies: KnownAgencies
    changes: Changes
    events: Events
    at: datetime

    @property
    def today(self) -> date:
        """Return the day in Vietnam."""
        return self.at.astimezone(VIETNAM).date()


def require_keeper(actor: Actor) -> None:
    """Raise `ForbiddenError` unless the actor keeps the register."""
    if not may(actor, Action.KEEP_OFFICERS, Relation.NONE):
        raise ForbiddenError


def open_desk(
    actor: Actor,
    *,
    officers: Officers,
    agencies: KnownAgencies,
    changes: Changes,
    events: Events,
    clock: Clock,
) -> Desk:
    """Return the desk of somebody who keeps the register; raises `ForbiddenError`."""
    require_keeper(actor)
    return Desk(
        actor=actor,
        officers=officers,
        agencies=agencies,
        changes=changes,
        events=events,
        at=clock(),
    )


def claim(desk: Desk, officer: UUID, version: str) -> Officer:
    """Return the officer, locked, as read at `version`.

    Raises `OfficerUnknownError`, `StaleVersionError`.
    """
    found = known(desk, officer)
    require_version(found, version)
    return found


def known(desk: Desk, officer: UUID) -> Officer:
    """Return the officer, locked; raises `OfficerUnknownError`."""
    found = desk.officers.lock(officer)
    if found is None:
        raise OfficerUnknownError
    return found


def require_agency(desk: Desk, code: str) -> None:
    """Raise `OfficerAgencyUnknownError` unless the agency was published."""
    if not desk.agencies.known(code):
        raise OfficerAgencyUnknownError(pointer="/agency")


def record(desk: Desk, officer: Officer, action: str, **data: object) -> None:
    """Record what was done."""
    desk.changes.add(
        Change(
            at=desk.at,
            by=desk.actor.subject,
            officer=officer.id,
            action=action,
            version=officer.version,
            data=data,
        )
    )
