"""What became of the notices of a period, for reporting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis.auth import require_service
from chassis.fields import Day
from chassis.fields import Line as LineField
from chassis.http import json_response
from services.notification.tally.usecases.count_notices import Counted

_MOST = 5000
CountNotices = Callable[[date, date, Sequence[str] | None], Counted]


class DaysSchema(Schema):
    """Days, both included, and the agencies whose notices count; null for all."""

    first = Day(required=True)
    last = Day(required=True)
    agencies = fields.List(
        LineField(limit=40),
        allow_none=True,
        load_default=None,
        validate=validate.Length(max=_MOST),
    )


def tally_blueprint(count: CountNotices, askers: tuple[str, ...]) -> Blueprint:
    """Return `POST /internal/notice-figures`, open to the services in `askers`."""
    blueprint = Blueprint("internal-tally", __name__)

    @blueprint.post("/internal/notice-figures")
    @blueprint.arguments(DaysSchema)
    @blueprint.response(200)
    def figures(asked: dict[str, Any]) -> Response:
        """Count notices by agency, milestone and channel, and all of them."""
        require_service(*askers)
        counted = count(asked["first"], asked["last"], asked["agencies"])
        return json_response(
            {
                "settled_to": counted.settled_to,
                "lines": [asdict(line) for line in counted.lines],
            }
        )

    return blueprint
