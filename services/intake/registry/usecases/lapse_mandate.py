"""The last day of a mandate is over."""

from __future__ import annotations

from datetime import datetime

from kernel.schedule import in_vietnam
from services.intake.registry.domain.mandate import Mandate
from services.intake.registry.domain.supplement import SYSTEM
from services.intake.registry.ports import Contacts, Dossiers, Events
from services.intake.registry.ports.contents import Contents
from services.intake.registry.ports.mandates import Mandates
from services.intake.registry.usecases.leave_agent import leave_agent


def lapse_mandate(
    id_: str,
    *,
    now: datetime,
    mandates: Mandates,
    dossiers: Dossiers,
    contents: Contents,
    contacts: Contacts,
    events: Events,
) -> Mandate | None:
    """Turn what was filed under the mandate to its principal, at `now` by the database's clock.

    Returns the mandate where it is in force still, because the clock was set back: its time is to
    be waited for again. One that was ended before, or forgotten, leaves nothing to do.
    """
    mandate = mandates.lock(id_)
    if mandate is None or mandate.ended_at is not None:
        return None
    at = in_vietnam(now)
    if mandate.in_force(at.date()):
        return mandate
    leave_agent(
        mandate,
        at=at,
        by={"name": None, "role": None, "agency": None, "subject": SYSTEM},
        mandates=mandates,
        dossiers=dossiers,
        contents=contents,
        contacts=contacts,
        events=events,
    )
    return None
