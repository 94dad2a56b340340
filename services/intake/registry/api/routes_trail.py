"""What another service keeps of the trail: where each chain stood at the end of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from chassis.auth import require_service
from chassis.fields import Line
from chassis.http import json_response
from services.intake.registry.domain.trail import DayEnd

KEEPER = "reporting"
"""The service that keeps the ends of days."""

_MOST = 2000
DayEndsFinder = Callable[[date, tuple[str, str], int], Sequence[DayEnd]]
"""From day, (dossier, chain) before the page, and its size to the page."""


class DaysQuerySchema(Schema):
    """Behind which day."""

    after = fields.Date(required=True)


class EndsQuerySchema(Schema):
    """Which day, behind which chain of which dossier."""

    day = fields.Date(required=True)
    dossier = Line(load_default="")
    chain = Line(load_default="")


def trail_blueprint(days: Callable[[date], Sequence[date]], ends: DayEndsFinder) -> Blueprint:
    """Return the routes of the ends of days, for the keeper alone."""
    blueprint = Blueprint("internal-trail", __name__)

    @blueprint.get("/internal/trail/days")
    @blueprint.arguments(DaysQuerySchema, location="query")
    @blueprint.response(200)
    def closed(wanted: dict[str, Any]) -> Response:
        """Days that are over and have entries."""
        require_service(KEEPER)
        return json_response({"items": days(wanted["after"])})

    @blueprint.get("/internal/trail/ends")
    @blueprint.arguments(EndsQuerySchema, location="query")
    @blueprint.response(200)
    def at_end(wanted: dict[str, Any]) -> Response:
        """Where the chains of a day stood at its end, page by page."""
        require_service(KEEPER)
        page = ends(wanted["day"], (wanted["dossier"], wanted["chain"]), _MOST)
        return json_response({"items": [_document(end) for end in page]})

    return blueprint


def _document(end: DayEnd) -> dict[str, Any]:
    return {
        "dossier": end.dossier,
        "chain": end.chain,
        "number": end.head.number,
        "hash": end.head.hash.hex(),
    }
