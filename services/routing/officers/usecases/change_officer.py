"""An officer's entry is changed, or the office ends."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.routing.officers.domain.officer import (
    Officer,
    Profile,
    change,
    deactivate,
    end_placement,
    officer_set,
    placement_set,
)
from services.routing.officers.usecases.keep_record import (
    Desk,
    claim,
    known,
    record,
    require_agency,
)


def change_officer(officer: UUID, version: str, profile: Profile, *, desk: Desk) -> Officer:
    """Replace what was entered of the officer as read at `version`, and say so.

    Raises `OfficerUnknownError`, `StaleVersionError`, `InvalidInputError`,
    `OfficerAgencyUnknownError`.
    """
    before = claim(desk, officer, version)
    require_agency(desk, profile.agency)
    after = change(before, profile, at=desk.at)
    _keep(desk, after, "change")
    return after


def deactivate_officer(
    officer: UUID, version: str, last_day: date | None, *, desk: Desk
) -> Officer:
    """End the office after `last_day`, without one at once, and all placements with it.

    Raises `OfficerUnknownError`, `StaleVersionError`, `NotInOfficeError`.
    """
    before = claim(desk, officer, version)
    after = deactivate(before, last_day, today=desk.today, at=desk.at)
    _keep(desk, after, "deactivate")
    if last_day is None:
        _end_placements(desk, after)
    return after


def _keep(desk: Desk, officer: Officer, action: str) -> None:
    profile = officer.profile
    desk.officers.save(officer)
    record(
        desk,
        officer,
        action,
        agency=profile.agency,
        roles=sorted(profile.roles),
        first_day=profile.span.first.isoformat(),
        last_day=profile.span.last.isoformat() if profile.span.last else None,
    )
    desk.events.add(officer_set(officer))


def _end_placements(desk: Desk, officer: Officer) -> None:
    for placement in desk.officers.placements_left(officer.id, desk.today):
        ended = end_placement(placement, today=desk.today)
        desk.officers.put_placement(ended)
        placed = known(desk, ended.officer)
        delegator = known(desk, ended.delegator) if ended.delegator else None
        desk.events.add(placement_set(ended, placed, delegator, desk.at))
