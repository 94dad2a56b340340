"""Which milestones no text tells of, for intake before it publishes a procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis.auth import require_service
from chassis.fields import Line
from chassis.http import json_response
from services.notification.dispatch.usecases.find_untold import Untold

_MOST = 100


class MilestonesSchema(Schema):
    """Types of events that people are to be told of."""

    milestones = fields.List(Line(limit=100), required=True, validate=validate.Length(max=_MOST))


def texts_blueprint(
    find: Callable[[Iterable[str]], Iterable[Untold]], askers: tuple[str, ...]
) -> Blueprint:
    """Return `POST /internal/untold-milestones`, open to the services in `askers`."""
    blueprint = Blueprint("internal-texts", __name__)

    @blueprint.post("/internal/untold-milestones")
    @blueprint.arguments(MilestonesSchema)
    @blueprint.response(200)
    def untold(asked: dict[str, Any]) -> Response:
        """Name each milestone, language and form (letter, short) that has no usable text."""
        require_service(*askers)
        return json_response({"untold": [asdict(one) for one in find(asked["milestones"])]})

    return blueprint
