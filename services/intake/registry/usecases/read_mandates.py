"""Somebody looks at the mandates they gave or hold; a desk at those it entered."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.clock import Clock
from kernel.rights import Action, Actor, Relation, Role, stands_for
from kernel.schedule import in_vietnam
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.errors import MandateNotFoundError
from services.intake.registry.domain.mandate import Mandate, MandateEnd
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Access
from services.intake.registry.ports.mandates import MandateAccesses, Mandates

READ = "mandate"
"""What an access says of a mandate that was opened."""


def list_mandates(*, actor: Actor, mandates: Mandates) -> Sequence[Mandate]:
    """Return those the actor gave or holds, those at an end too; none without a number."""
    mine = _identities(actor)
    return mandates.of(mine) if mine else ()


def read_mandate(
    id_: str, *, actor: Actor, clock: Clock, mandates: Mandates, accesses: MandateAccesses
) -> Mandate:
    """Return one, noting it where the desk looks; raises what `require_side` raises."""
    mandate, side = require_side(mandates.get(id_), actor)
    if side is MandateEnd.DESK:
        access = Access(at=in_vietnam(clock()), by=by_actor(actor), what=READ)
        accesses.add([id_], access)
    return mandate


def read_accesses(
    id_: str, *, actor: Actor, mandates: Mandates, accesses: MandateAccesses
) -> Sequence[Access]:
    """Return who of the staff looked at one; raises what `require_side` raises."""
    require_side(mandates.get(id_), actor)
    return accesses.of(id_)


def require_side(mandate: Mandate | None, actor: Actor) -> tuple[Mandate, MandateEnd]:
    """Return the mandate and as what the actor would end it.

    Raises `MandateNotFoundError` for unknown and foreign ones alike.
    """
    if mandate is None:
        raise MandateNotFoundError
    mine = _identities(actor)
    if mandate.principal.key in mine:
        return mandate, MandateEnd.PRINCIPAL
    if mandate.agent.key in mine:
        return mandate, MandateEnd.AGENT
    desk = mandate.agency
    if desk and stands_for(actor, Action.GRANT_MANDATE, Relation.RECEIVING, desk):
        return mandate, MandateEnd.DESK
    raise MandateNotFoundError


def _identities(actor: Actor) -> tuple[str, ...]:
    return identities_of(actor.id_number, actor.tax_code) if actor.has(Role.CITIZEN) else ()
