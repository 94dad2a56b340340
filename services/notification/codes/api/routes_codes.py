"""`POST /internal/codes`: the gateway hands over a one-time code that intake made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import require_service
from chassis.fields import Line, whole
from chassis.http import json_response
from services.notification.codes.domain.code_message import CodeMessage

HandOver = Callable[[CodeMessage], str]
"""Hands a code over; tells what the provider answered, `again` or `decoy`."""


class CodeSchema(Schema):
    """A code in clear with where it goes."""

    id = fields.UUID(required=True)
    dossier = Line(limit=60, required=True)
    phone = fields.String(
        required=True,
        allow_none=True,
        validate=whole(r"\+[1-9][0-9]{6,14}"),
        metadata={"description": "E.164; null for a decoy, which is dropped"},
    )
    language = fields.String(required=True, validate=validate.OneOf(["vi", "en"]))
    otp = fields.String(required=True, validate=whole("[0-9]{6,12}"))
    minutes = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> CodeMessage:
        return CodeMessage(**data)


class HandedOverSchema(Schema):
    """What became of it.

    `accepted`, `unreachable`, `deferred`, `refused`, `unknown`; `again` for one begun before, and
    `decoy`: nothing was done.
    """

    result = fields.String(required=True)


def codes_blueprint(hand_over: HandOver) -> Blueprint:
    """Return the route; it answers when the provider has, and nobody tries again."""
    blueprint = Blueprint("codes", __name__)

    @blueprint.post("/internal/codes")
    @blueprint.arguments(CodeSchema())
    @blueprint.response(200, HandedOverSchema)
    def codes(message: CodeMessage) -> Response:
        require_service("gateway")
        return json_response({"result": hand_over(message)})

    return blueprint
