"""`POST /messages/inbound/{provider}`: a provider brings a text that somebody sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Instant, Prose
from chassis.http import json_response, read_body
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.inbound.api.routes_bounces import SIGNED

TakeText = Callable[[TextIn], object]
VerifyOf = Callable[[str, Mapping[str, str], bytes], str]
"""Returns the id of a call that a provider signed; raises `SignatureError`."""


class TextInDataSchema(Schema):
    """From which number, and what it says."""

    number = fields.String(required=True, data_key="from", validate=validate.Length(1, 40))
    words = Prose(required=True, data_key="text", limit=2000)


class TextInSchema(Schema):
    """A text that came in."""

    type = fields.String(required=True, validate=validate.Equal("message.inbound"))
    timestamp = Instant(required=True)
    data = fields.Nested(TextInDataSchema, required=True)

    @post_load
    def _make(self, given: dict[str, Any], **_: object) -> dict[str, str]:
        return dict(given["data"])


class TextTakenSchema(Schema):
    """That it was taken; the provider is not told what came of it."""

    taken = fields.Boolean(required=True)


def texts_blueprint(take: TakeText, verify: VerifyOf) -> Blueprint:
    """Return the route; the id of the signed call names the text, however often it is brought."""
    blueprint = Blueprint("texts-in", __name__, description="Texts that people send")

    @blueprint.before_request
    def check() -> None:
        provider = (request.view_args or {}).get("provider", "")
        g.text_id = verify(provider, dict(request.headers), read_body())

    @blueprint.post("/messages/inbound/<provider>")
    @blueprint.doc(parameters=SIGNED)
    @blueprint.arguments(TextInSchema())
    @blueprint.response(200, TextTakenSchema)
    @blueprint.alt_response(401, description="`signature-invalid`: not signed, or not lately")
    def texts(given: dict[str, str], provider: str) -> Response:
        """Take a text with a dossier's code, which is answered with how it stands."""
        take(TextIn(provider=provider, id=g.text_id, **given))
        return json_response({"taken": True})

    return blueprint
