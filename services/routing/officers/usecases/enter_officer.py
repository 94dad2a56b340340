"""An officer is entered in the register."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.routing.officers.domain.officer import (
    Officer,
    Profile,
    check_profile,
    officer_set,
)
from services.routing.officers.usecases.keep_record import Desk, record, require_agency


def enter_officer(
    account: str, profile: Profile, *, desk: Desk, new_id: Callable[[], UUID]
) -> Officer:
    """Enter an officer and say so.

    Raises `InvalidInputError`, `OfficerAgencyUnknownError`, `AccountTakenError`.
    """
    check_profile(profile)
    require_agency(desk, profile.agency)
    officer = Officer(id=new_id(), account=account, profile=profile, changed_at=desk.at)
    desk.officers.add(officer)
    record(desk, officer, "enter", agency=profile.agency, roles=sorted(profile.roles))
    desk.events.add(officer_set(officer))
    return officer
