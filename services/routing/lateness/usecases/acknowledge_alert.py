"""Whoever was told of a step says that they know; how many still wait to be known is counted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Actor
from services.routing.lateness.domain.alert import Acknowledgement, Alert
from services.routing.lateness.domain.errors import AlertUnknownError
from services.routing.lateness.ports import Alerts
from services.routing.lateness.usecases.list_alerts import alert_reach


def acknowledge_alert(
    alert: UUID, version: str, *, actor: Actor, alerts: Alerts, clock: Clock
) -> Alert:
    """Keep that the actor knows of an alert that is for them today, as read at `version`.

    The first to say so stays. Raises `AlertUnknownError` for whom it is not for, and
    `StaleVersionError` where somebody said so before.
    """
    try:
        reach = alert_reach(actor)
    except ForbiddenError:
        raise AlertUnknownError from None
    found = alerts.find(alert, reach)
    if found is None:
        raise AlertUnknownError
    if version != str(found.version) or found.acknowledged is not None:
        raise StaleVersionError
    given = Acknowledgement(by=actor.subject, at=clock())
    alerts.acknowledge(alert, given)
    return replace(found, acknowledged=given)


def count_alerts(actor: Actor, *, alerts: Alerts) -> int:
    """Return how many alerts of open steps are for the actor and acknowledged by nobody.

    Raises `ForbiddenError` for who stands nowhere.
    """
    return alerts.waiting(alert_reach(actor))
