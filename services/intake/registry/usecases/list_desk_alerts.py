"""What a desk and its head are to look at, because a limit came near or passed."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, Role, stands_for
from services.intake.registry.ports import DeskAlert, DeskAlerts

_MOST = 200


def list_desk_alerts(actor: Actor, *, alerts: DeskAlerts) -> Sequence[DeskAlert]:
    """Return the open alerts of the actor's agencies, newest first; a head sees the head's too.

    Raises `ForbiddenError`.
    """
    agencies = [
        standing.agency
        for standing in actor.stands
        if stands_for(actor, Action.READ_DESK_ALERTS, Relation.RECEIVING, standing.agency)
    ]
    if not agencies:
        raise ForbiddenError
    head = any(Role.HEAD in standing.roles for standing in actor.stands)
    return alerts.of(agencies, head=head, limit=_MOST)
