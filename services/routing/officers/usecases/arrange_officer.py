"""An officer is away for some days, or looks after some fields for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.routing.officers.domain.arrangement import (
    Arrangement,
    ArrangementKind,
    arrange,
    end_arrangement,
)
from services.routing.officers.domain.errors import OfficerUnknownError
from services.routing.officers.domain.officer import Officer, touched
from services.routing.officers.usecases.keep_record import Desk, claim, known, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an administrator asks for: days, the number of the decision, a cover or fields."""

    kind: ArrangementKind
    first_day: date
    last_day: date
    ground: str
    cover: UUID | None = None
    fields: frozenset[str] = frozenset()


def arrange_officer(
    officer: UUID, version: str, wanted: Wanted, *, desk: Desk, new_id: Callable[[], UUID]
) -> Officer:
    """Enter an absence or duty of the officer as read at `version`.

    Raises `OfficerUnknownError`, `StaleVersionError`, and what `arrange` raises.
    """
    found = claim(desk, officer, version)
    cover = None if wanted.cover is None else known(desk, wanted.cover)
    arrangement = Arrangement(
        id=new_id(),
        officer=found.id,
        kind=wanted.kind,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        ground=wanted.ground,
        cover=wanted.cover,
        fields=wanted.fields,
    )
    return _keep(desk, arrange(found, cover, arrangement), found)


def revoke_arrangement(officer: UUID, version: str, arrangement: UUID, *, desk: Desk) -> Officer:
    """End an absence or duty at once.

    Raises `OfficerUnknownError`, `StaleVersionError`, `PlacementEndedError`.
    """
    owner = claim(desk, officer, version)
    entry = desk.officers.find(officer)
    found = (one for one in entry.arrangements if one.id == arrangement) if entry else iter(())
    ended = next(found, None)
    if ended is None:
        raise OfficerUnknownError
    return _keep(desk, end_arrangement(ended, today=desk.today), owner)


def _keep(desk: Desk, arrangement: Arrangement, officer: Officer) -> Officer:
    owner = touched(officer, desk.at)
    desk.officers.put_arrangement(arrangement)
    desk.officers.save(owner)
    record(
        desk,
        owner,
        arrangement.kind,
        arrangement=str(arrangement.id),
        first_day=arrangement.first_day.isoformat(),
        last_day=arrangement.last_day.isoformat(),
        cover=str(arrangement.cover) if arrangement.cover else None,
        fields=sorted(arrangement.fields),
        ground=arrangement.ground,
    )
    return owner
