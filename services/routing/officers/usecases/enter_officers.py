"""Many officers are entered at once, as when a province begins or an agency joins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.events.routing import OfficerSet
from kernel.text import Text
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.errors import OfficerAgencyUnknownError
from services.routing.officers.domain.officer import (
    Officer,
    Profile,
    check_profile,
    officer_set,
)
from services.routing.officers.ports import Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who was entered, what there is to say of them, and how many were in the register before."""

    officers: tuple[Officer, ...]
    events: tuple[OfficerSet, ...]
    known: int


def enter_officers(
    people: Sequence[tuple[str, Profile]],
    *,
    by: str,
    roll: Roll,
    new_id: Callable[[], UUID],
    at: datetime,
) -> Entered:
    """Enter accounts with their profiles, all or nobody; who is in the register stays as they are.

    Raises `InvalidInputError`, and `OfficerAgencyUnknownError` with the codes.
    """
    for _, profile in people:
        check_profile(profile)
    unknown = sorted(roll.unknown({profile.agency for _, profile in people}))
    if unknown:
        words = ", ".join(unknown)
        raise OfficerAgencyUnknownError(
            Text(vi=f"Chưa có cơ quan {words}.", en=f"Not here yet: {words}.")
        )
    taken = roll.taken([account for account, _ in people])
    new = tuple(
        Officer(id=new_id(), account=account, profile=profile, changed_at=at)
        for account, profile in dict(people).items()
        if account not in taken
    )
    roll.enter(new, [_change(officer, by, at) for officer in new])
    events = tuple(map(officer_set, new))
    return Entered(officers=new, events=events, known=len(people) - len(new))


def _change(officer: Officer, by: str, at: datetime) -> Change:
    profile = officer.profile
    return Change(
        at=at,
        by=by,
        officer=officer.id,
        action="enter",
        version=officer.version,
        data={"agency": profile.agency, "roles": sorted(profile.roles)},
    )
