"""Staff read what they were told of steps whose time runs out or is over."""

from __future__ import annotations

from kernel.errors import ForbiddenError
from kernel.rights import Actor
from services.routing.lateness.domain.alert import (
    AlertReach,
    AlertsPage,
    AlertsWanted,
    reach_of,
)
from services.routing.lateness.domain.reading import Position
from services.routing.lateness.ports import Alerts


def list_alerts(actor: Actor, wanted: AlertsWanted, *, alerts: Alerts) -> AlertsPage:
    """Return a page of the alerts that are for the actor today, the newest first.

    Raises `ForbiddenError` for who stands nowhere.
    """
    found = alerts.page(wanted, alert_reach(actor))
    shown = found[: wanted.limit]
    if len(found) <= wanted.limit:
        return AlertsPage(alerts=shown)
    last = shown[-1]
    return AlertsPage(alerts=shown, after=Position(at=last.at, id=last.id))


def alert_reach(actor: Actor) -> AlertReach:
    """Return which alerts are for the actor today; raises `ForbiddenError`."""
    reach = reach_of(actor)
    if not reach.scopes:
        raise ForbiddenError
    return reach
