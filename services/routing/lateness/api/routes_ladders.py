"""Escalation over HTTP: what staff were told, and the ladder that says who is told when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import if_match, json_response, next_link, with_etag
from kernel.rights import Actor
from services.routing.lateness.api.ladder_schemas import (
    AlertSchema,
    AlertsPageSchema,
    AlertsQuerySchema,
    LadderAnswerSchema,
    LadderSchema,
)
from services.routing.lateness.api.schemas import cursor_of
from services.routing.lateness.domain.alert import Alert, AlertsPage, AlertsWanted
from services.routing.lateness.domain.ladder import SHIPPED, Ladder, LadderRule, Rung
from services.routing.work.api.documents import stamp

_PATH = "/admin/escalation-ladders/<string:agency>"

ListAlerts = Callable[[Actor, AlertsWanted], AlertsPage]
Acknowledge = Callable[[Actor, UUID, str], Alert]


class LadderActions(Protocol):
    """What stands behind the routes of ladders, each with its own transaction."""

    def ladder(self, agency: str) -> Ladder:
        """Return the ladder of an agency."""
        ...

    def lay_down(
        self, actor: Actor, agency: str, version: str, rules: tuple[LadderRule, ...]
    ) -> Ladder:
        """Replace the ladder of an agency."""
        ...


def alerts_blueprint(list_alerts: ListAlerts, acknowledge: Acknowledge) -> Blueprint:
    """Return `GET /alerts` and `PUT /alerts/{id}/acknowledgement`."""
    blueprint = Blueprint("alerts", __name__, description="What staff were told of steps")

    @blueprint.get("/alerts")
    @blueprint.arguments(AlertsQuerySchema, location="query")
    @blueprint.response(200, AlertsPageSchema, example=example(__name__, "alerts"))
    def alerts(wanted: AlertsWanted) -> Response:
        """List what the caller was told of steps that run out of time, the newest first.

        Officers read what was told to them and to their unit, heads what was told to the head of
        their agency. `state=open`: the step still waits for its end. `acknowledged=false`: nobody
        who was told has said yet that they know.
        """
        page = list_alerts(current_actor(), wanted)
        cursor = None if page.after is None else cursor_of(page.after)
        body = {"items": [_alert(alert) for alert in page.alerts], "cursor": cursor}
        headers = {} if cursor is None else {"Link": next_link(cursor)}
        return json_response(body, headers=headers)

    @blueprint.put("/alerts/<uuid:alert_id>/acknowledgement")
    @blueprint.response(200, AlertSchema)
    def acknowledgement(alert_id: UUID) -> Response:
        """Say that one knows of an alert that one was told; the first who says so stays.

        `If-Match` is the alert's `etag`. Whoever comes second, a colleague or the same officer
        once more, is 412 and reads in the list who was first.
        """
        known = acknowledge(current_actor(), alert_id, if_match())
        return with_etag(json_response(_alert(known)), known.version)

    return blueprint


def ladder_blueprint(actions: LadderActions) -> Blueprint:
    """Return `GET` and `PUT /admin/escalation-ladders/{agency}`."""
    blueprint = Blueprint(
        "escalation-ladders", __name__, description="Who is told when steps run out of time"
    )
    shown = example(__name__, "ladder")

    @blueprint.get(_PATH)
    @blueprint.response(200, LadderAnswerSchema, example=shown)
    def show(agency: str) -> Response:
        """Show the ladder of an agency, with its ETag."""
        return _answer(actions.ladder(agency))

    @blueprint.put(_PATH)
    @blueprint.arguments(LadderSchema, example=example(__name__, "lay-down-ladder"))
    @blueprint.response(200, LadderAnswerSchema)
    def lay_down(given: dict[str, Any], agency: str) -> Response:
        """Replace the ladder; open cases follow it soon after, what was told stays told.

        By any ladder somebody above the owner is told by 100 % of a step's time at the latest.
        """
        rules = tuple(given["rules"])
        return _answer(actions.lay_down(current_actor(), agency, if_match(), rules))

    return blueprint


def _answer(ladder: Ladder) -> Response:
    body = {
        "agency": ladder.agency,
        "version": ladder.version,
        "rules": [
            {"procedure": rule.procedure, "rungs": _rungs(rule.rungs)} for rule in ladder.rules
        ],
        "shipped": _rungs(SHIPPED),
    }
    return with_etag(json_response(body), ladder.version)


def _rungs(rungs: tuple[Rung, ...]) -> list[dict[str, Any]]:
    return [{"percent": rung.percent, "level": rung.level.value} for rung in rungs]


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "id": str(alert.id),
        "dossier": alert.dossier,
        "procedure": alert.procedure,
        "leg": alert.leg,
        "step": alert.step,
        "task": str(alert.task),
        "percent": alert.percent,
        "audience": alert.to.audience.value,
        "agency": alert.to.agency,
        "officer": alert.to.officer,
        "due_at": stamp(alert.due_at),
        "at": stamp(alert.at),
        "open": alert.open,
        "acknowledged": None
        if alert.acknowledged is None
        else {"by": alert.acknowledged.by, "at": stamp(alert.acknowledged.at)},
        "etag": str(alert.version),
    }
