"""What a reorganisation would move of the work, for intake's dry run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis.auth import require_service
from chassis.http import json_response
from services.routing.work.usecases.try_move import FoundMove, WantedMove

_MOST = 1000


class WantedMoveSchema(Schema):
    """Who would take over from an agency on a day, in all and by dossier."""

    agency = fields.String(required=True, validate=validate.Length(max=35))
    successors = fields.List(fields.String(validate=validate.Length(max=35)), required=True)
    on = fields.Date(required=True)
    to = fields.Dict(
        keys=fields.String(validate=validate.Length(max=60)),
        values=fields.String(validate=validate.Length(max=35)),
        required=True,
        validate=validate.Length(max=_MOST),
    )


class LeftPersonSchema(Schema):
    """A place that somebody has at the agency, and what is to be done about it."""

    account = fields.String()
    ground = fields.String()
    roles = fields.List(fields.String())
    missing = fields.List(fields.String())
    todo = fields.String()


class FoundMoveSchema(Schema):
    """What would move, and whose owners have a post to go on with."""

    cases = fields.Integer()
    tasks = fields.Integer()
    owners_kept = fields.Integer()
    owners_lost = fields.Integer()
    without_post = fields.List(fields.String())
    people = fields.List(fields.Nested(LeftPersonSchema))
    plan = fields.Boolean()
    ladder = fields.Boolean()


def moves_blueprint(
    attempt: Callable[[WantedMove], FoundMove], askers: tuple[str, ...]
) -> Blueprint:
    """Return `POST /internal/reorganisation/trial`, open to the services in `askers`."""
    blueprint = Blueprint("internal-moves", __name__)

    @blueprint.post("/internal/reorganisation/trial")
    @blueprint.arguments(WantedMoveSchema)
    @blueprint.response(200, FoundMoveSchema)
    def trial(asked: dict[str, Any]) -> Response:
        """Count what would become of the work; nothing is written."""
        require_service(*askers)
        successors = tuple(asked.pop("successors"))
        found = attempt(WantedMove(**asked, successors=successors))
        return json_response(asdict(found))

    return blueprint
