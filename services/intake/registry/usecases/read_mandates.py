"""Somebody looks at the mandates they gave or hold; a desk at those it entered."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.rights import Action, Actor, Relation, Role, stands_for
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.errors import MandateNotFoundError
from services.intake.registry.domain.mandate import Mandate, MandateEnd
from services.intake.registry.ports.mandates import Mandates


def list_mandates(*, actor: Actor, mandates: Mandates) -> Sequence[Mandate]:
    """Return those the actor gave or holds, those at an end too; none without a number."""
    mine = _identities(actor)
    return mandates.of(mine) if mine else ()


def read_mandate(id_: str, *, actor: Actor, mandates: Mandates) -> Mandate:
    """Return one; raises what `require_side` raises."""
    return require_side(mandates.get(id_), actor)[0]


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
