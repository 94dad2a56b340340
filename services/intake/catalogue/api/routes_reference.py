"""Agencies, calendars and deadlines over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from chassis.examples import example
from chassis.public_response import UNCHANGED, public_response
from kernel.calendar import Calendar, to_document
from kernel.channel import Channel
from kernel.deadline import Deadline, InterruptionKind
from kernel.term import Term
from services.intake.catalogue.api.query_schemas import AgencyQuerySchema, DeadlineQuerySchema
from services.intake.catalogue.api.schemas import (
    AgenciesSchema,
    DeadlineSchema,
)
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.usecases.compute_deadline import (
    DeadlineQuestion,
    interruptions_of,
)
from services.intake.catalogue.usecases.list_agencies import AgencyFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceActions:
    """What the routes call: use cases bound to a transaction, a clock and the day.

    `calendar` raises `CalendarNotFoundError`.
    """

    agencies: Callable[[AgencyFilter], Sequence[Agency]]
    calendar: Callable[[str], Calendar]
    deadline: Callable[[DeadlineQuestion], Deadline]


def reference_blueprint(actions: ReferenceActions) -> Blueprint:
    """Return `GET /agencies`, `GET /calendars/{id}` and `GET /deadline`."""
    blueprint = Blueprint("reference", __name__, description="Reference data and deadlines")

    @blueprint.get("/agencies")
    @blueprint.arguments(AgencyQuerySchema, location="query")
    @blueprint.response(200, AgenciesSchema)
    @blueprint.alt_response(304, description=UNCHANGED)
    def agencies(asked: dict[str, Any]) -> Response:
        """List the agencies of the province by name, in the order of the alphabet."""
        found = {"items": actions.agencies(AgencyFilter(**asked))}
        return public_response(AgenciesSchema().dump(found))

    @blueprint.get("/calendars/<string:calendar>")
    @blueprint.response(200)
    @blueprint.alt_response(304, description=UNCHANGED)
    def calendar(calendar: str) -> Response:
        """Read a calendar as its last notice left it."""
        found = actions.calendar(calendar)
        return public_response(to_document(found))

    @blueprint.get("/deadline")
    @blueprint.arguments(DeadlineQuerySchema, location="query")
    @blueprint.response(200, DeadlineSchema, example=example(__name__, "deadline"))
    def deadline(asked: dict[str, Any]) -> Deadline:
        """Compute the due instant of a term, and every move to it."""
        return actions.deadline(_question(asked))

    return blueprint


def _question(asked: dict[str, Any]) -> DeadlineQuestion:
    term = asked.get("term")
    return DeadlineQuestion(
        filed_at=asked["from_"],
        term=Term.parse(term) if term else None,
        channel=Channel(asked["channel"]) if "channel" in asked else None,
        case=asked.get("case"),
        agency=asked.get("agency"),
        procedure=asked.get("procedure"),
        rules=asked.get("rules"),
        interruptions=interruptions_of(
            {
                InterruptionKind.STOP: asked["stop_at"],
                InterruptionKind.RESUME: asked["resume_at"],
                InterruptionKind.RESTART: asked["restart_at"],
            }
        ),
    )
