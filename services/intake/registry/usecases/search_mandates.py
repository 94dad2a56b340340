"""An officer at a desk looks for the mandates of somebody who stands there."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, allows
from kernel.schedule import in_vietnam
from services.intake.registry.domain.mandate import Mandate
from services.intake.registry.domain.mandate_search import MandateQuery
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import Access
from services.intake.registry.ports.mandates import MandateAccesses, Mandates

FOUND = "search"
"""What an access says of a mandate that a search showed."""


def search_mandates(
    query: MandateQuery,
    *,
    actor: Actor,
    clock: Clock,
    mandates: Mandates,
    accesses: MandateAccesses,
) -> Sequence[Mandate]:
    """Return those of which the person is a side, newest first; each is noted as an access.

    By a number, which the person shows, whoever entered them; by a name, which many have, only
    those a paper of the own desk. Raises `ForbiddenError`.
    """
    desks = [
        place
        for standing in actor.stands
        for place in standing.places
        if allows(standing.roles, Action.SEARCH_MANDATES, Relation.RECEIVING, standing.ground)
    ]
    if not desks:
        raise ForbiddenError
    if query.name is not None:
        found = mandates.named(query.name, desks)
    else:
        found = mandates.of(query.identities)
    access = Access(at=in_vietnam(clock()), by=by_actor(actor), what=FOUND)
    accesses.add([mandate.id for mandate in found], access)
    return found
