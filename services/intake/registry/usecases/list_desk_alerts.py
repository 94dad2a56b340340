"""What a desk and its head are to look at, because a limit came near or passed."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.errors import ForbiddenError
from kernel.rights import Actor
from services.intake.registry.domain.desk_alert import DeskAlert, watch_of
from services.intake.registry.ports import DeskAlerts

_MOST = 200


def list_desk_alerts(actor: Actor, *, alerts: DeskAlerts) -> Sequence[DeskAlert]:
    """Return the open alerts of the actor's agencies, newest first; a head sees the head's too.

    Raises `ForbiddenError`.
    """
    watch = watch_of(actor)
    if not watch.every and not watch.ordinary:
        raise ForbiddenError
    return alerts.of(watch, limit=_MOST)
