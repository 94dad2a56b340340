"""An officer is seconded to another agency, or signs for a time in another's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kernel.rights import Role
from services.routing.officers.domain.errors import OfficerUnknownError
from services.routing.officers.domain.officer import (
    Officer,
    Placement,
    delegate,
    end_placement,
    placement_set,
    second,
    touched,
)
from services.routing.officers.usecases.keep_record import (
    Desk,
    claim,
    known,
    record,
    require_agency,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an administrator asks for: roles, days, the decision's number."""

    roles: frozenset[Role]
    first_day: date
    last_day: date
    ground: str


def second_officer(
    officer: UUID,
    version: str,
    agency: str,
    wish: Wish,
    *,
    desk: Desk,
    new_id: Callable[[], UUID],
) -> Officer:
    """Let the officer, as read at `version`, work at another agency's desk for a time.

    Raises `OfficerUnknownError`, `StaleVersionError`, `OfficerAgencyUnknownError`,
    `PlacementFaultyError`, `NotInOfficeError`.
    """
    found = claim(desk, officer, version)
    require_agency(desk, agency)
    placement = second(found, _placement(new_id(), found, agency, wish))
    return _keep(desk, placement, found, None)


def delegate_signing(
    delegator: UUID,
    version: str,
    to: UUID,
    wish: Wish,
    *,
    desk: Desk,
    new_id: Callable[[], UUID],
) -> Officer:
    """Let another officer sign in the place of `delegator`, as read at `version`, for a time.

    Raises `OfficerUnknownError`, `StaleVersionError`, `CannotDelegateError`,
    `PlacementFaultyError`, `NotInOfficeError`.
    """
    giver = claim(desk, delegator, version)
    taker = known(desk, to)
    wanted = _placement(new_id(), taker, giver.profile.agency, wish, delegator=giver.id)
    return _keep(desk, delegate(giver, taker, wanted), taker, giver)


def revoke_placement(officer: UUID, version: str, placement: UUID, *, desk: Desk) -> Officer:
    """End at once a secondment of the officer, or a delegation they gave.

    Raises `OfficerUnknownError`, `StaleVersionError`, `PlacementEndedError`.
    """
    owner = claim(desk, officer, version)
    entry = desk.officers.find(officer)
    found = next((one for one in entry.placements if one.id == placement), None) if entry else None
    if found is None or (found.delegator or found.officer) != owner.id:
        raise OfficerUnknownError
    ended = end_placement(found, today=desk.today)
    if ended.delegator is None:
        return _keep(desk, ended, owner, None)
    return _keep(desk, ended, known(desk, ended.officer), owner)


def _placement(
    id_: UUID, officer: Officer, agency: str, wish: Wish, delegator: UUID | None = None
) -> Placement:
    return Placement(
        id=id_,
        officer=officer.id,
        agency=agency,
        roles=wish.roles,
        first_day=wish.first_day,
        last_day=wish.last_day,
        ground=wish.ground,
        delegator=delegator,
    )


def _keep(
    desk: Desk, placement: Placement, officer: Officer, delegator: Officer | None
) -> Officer:
    """Keep the placement, say it, and return the officer to whose entry it belongs, changed."""
    owner = touched(delegator or officer, desk.at)
    desk.officers.put_placement(placement)
    desk.officers.save(owner)
    record(
        desk,
        owner,
        placement.kind,
        placement=str(placement.id),
        placed=str(officer.id),
        agency=placement.agency,
        roles=sorted(placement.roles),
        first_day=placement.first_day.isoformat(),
        last_day=placement.last_day.isoformat(),
        ground=placement.ground,
    )
    desk.events.add(placement_set(placement, officer, delegator, desk.at))
    return owner
