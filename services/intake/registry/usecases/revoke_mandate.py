"""A mandate ends before its time: taken back, given up, or taken back on paper at the desk."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import StaleVersionError
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.mandate import Mandate, end_mandate
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Contacts, Dossiers, Events
from services.intake.registry.ports.contents import Contents
from services.intake.registry.ports.mandates import Mandates
from services.intake.registry.usecases.leave_agent import leave_agent
from services.intake.registry.usecases.read_mandates import require_side


def revoke_mandate(
    id_: str,
    version: int,
    *,
    actor: Actor,
    clock: Clock,
    mandates: Mandates,
    dossiers: Dossiers,
    contents: Contents,
    contacts: Contacts,
    events: Events,
) -> Mandate:
    """End the mandate as read at `version`; whoever held it sees and hears of nothing more.

    Raises what `require_side` raises, `StaleVersionError`, `MandateOverError`.
    """
    mandate, side = require_side(mandates.lock(id_), actor)
    if mandate.version != version:
        raise StaleVersionError
    at = in_vietnam(clock())
    ended, said = end_mandate(mandate, side, at=at)
    mandates.save(ended)
    leave_agent(
        ended,
        at=at,
        by=by_actor(actor),
        mandates=mandates,
        dossiers=dossiers,
        contents=contents,
        contacts=contacts,
        events=events,
    )
    events.add(said)
    return ended
