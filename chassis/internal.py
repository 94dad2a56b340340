"""Endpoints every service offers to the others: replay of what it said."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chassis import outbox
from chassis.auth import require_service
from chassis.db import Database
from chassis.http import json_response

_MOST_AT_ONCE = 1000


class ReplaySchema(Schema):
    """Which events of a subject to say again, by sequence, both ends included."""

    subject = fields.String(required=True)
    first = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    last = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


def replay_blueprint(database: Database, listeners: tuple[str, ...]) -> Blueprint:
    """Return `POST /internal/events/replay`, open to the services in `listeners`."""
    blueprint = Blueprint("internal-events", __name__)

    @blueprint.post("/internal/events/replay")
    @blueprint.arguments(ReplaySchema)
    @blueprint.response(202)
    def replay(wanted: dict[str, Any]) -> Response:
        require_service(*listeners)
        last = min(wanted["last"], wanted["first"] + _MOST_AT_ONCE)
        with database.transaction() as tx:
            count = outbox.replay(tx, wanted["subject"], wanted["first"], last)
        return json_response({"replayed": count}, 202)

    return blueprint
