"""What a desk and its head are to look at, because a limit came near or passed."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Confidentiality, Relation, Role, allows
from services.intake.registry.domain.desk_alert import DeskAlert, DeskWatch
from services.intake.registry.ports import DeskAlerts

_MOST = 200


def list_desk_alerts(actor: Actor, *, alerts: DeskAlerts) -> Sequence[DeskAlert]:
    """Return the open alerts of the actor's agencies, newest first; a head sees the head's too.

    Raises `ForbiddenError`.
    """
    watch = _watch(actor)
    if not watch.every and not watch.ordinary:
        raise ForbiddenError
    return alerts.of(watch, limit=_MOST)


def _watch(actor: Actor) -> DeskWatch:
    def where(kept: Confidentiality) -> tuple[str, ...]:
        return tuple(
            standing.agency
            for standing in actor.stands
            if allows(
                standing.roles,
                Action.READ_DESK_ALERTS,
                Relation.RECEIVING,
                standing.ground,
                kept,
            )
        )

    return DeskWatch(
        every=where(Confidentiality.CONFIDENTIAL),
        ordinary=where(Confidentiality.ORDINARY),
        headed=tuple(one.agency for one in actor.stands if Role.HEAD in one.roles),
    )
