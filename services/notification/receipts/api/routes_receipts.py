"""`POST /messages/receipts/{provider}`: a gateway of text messages says what became of one.

Nobody is known by a token here: whoever has the provider's key may say it, signed as Standard
Webhooks has it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Instant, Line
from chassis.http import json_response, read_body
from chassis.webhook_signature import HEADERS, verified
from kernel.clock import Clock
from services.notification.dispatch.clients.http_sms import failure_of
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.receipts.ports import Effect

Keys = Mapping[str, Sequence[bytes]]
"""The keys of each provider that calls: one, or two while it is changed."""

_KNOWN = frozenset({Effect.ENDED, Effect.ACCEPTED, Effect.NOTED, Effect.REPEATED})
_STATES = {
    "accepted": State.UNDER_WAY,
    "delivered": State.DELIVERED,
    "failed": State.FAILED,
}
_LONGEST = 100
_HEADERS = [
    {
        "in": "header",
        "name": name,
        "required": True,
        "schema": {"type": "string"},
        "description": "As Standard Webhooks says; the id stays the same when it is said again.",
    }
    for name in HEADERS
]


class ReceiptDataSchema(Schema):
    """What became of which text."""

    reference = Line(
        limit=_LONGEST, required=True, metadata={"description": "Of `PUT /messages/{reference}`"}
    )
    state = fields.String(required=True, validate=validate.OneOf(list(_STATES)))
    code = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(0, 99999),
        metadata={"description": "The gateway's reason"},
    )


class ReceiptSchema(Schema):
    """A receipt."""

    type = fields.String(required=True, validate=validate.Equal("message.receipt"))
    timestamp = Instant(required=True, metadata={"description": "When it was so"})
    data = fields.Nested(ReceiptDataSchema, required=True)

    @post_load
    def _make(self, given: dict[str, Any], **_: object) -> Callable[[str, str], Receipt]:
        return lambda provider, id_: _receipt(provider, id_, given["timestamp"], given["data"])


class EffectSchema(Schema):
    """What it came to.

    `ended`, `accepted`; `noted` where an end stood, `repeated` where it was said before,
    `waiting` where nobody knows the reference (yet).
    """

    effect = fields.String(required=True)


def receipts_blueprint(take: Callable[[Receipt], Effect], keys: Keys, clock: Clock) -> Blueprint:
    """Return the route; `clock` is the machine's, for the sender follows no clock of ours."""
    blueprint = Blueprint("receipts", __name__)

    @blueprint.before_request
    def check() -> None:
        # Before anything of the body is looked at.
        provider = (request.view_args or {}).get("provider", "")
        g.receipt_id = verified(
            dict(request.headers), read_body(), keys.get(provider, ()), clock()
        )

    @blueprint.post("/messages/receipts/<provider>")
    @blueprint.doc(parameters=_HEADERS)
    @blueprint.arguments(ReceiptSchema())
    @blueprint.response(200, EffectSchema)
    @blueprint.alt_response(202, schema=EffectSchema, description="Nobody knows the reference")
    @blueprint.alt_response(401, description="`signature-invalid`: not signed, or not lately")
    def receipts(make: Callable[[str, str], Receipt], provider: str) -> Response:
        """Take from a provider, signed, what became of a text message."""
        effect = take(make(provider, g.receipt_id))
        return json_response({"effect": effect}, 200 if effect in _KNOWN else 202)

    return blueprint


def _receipt(provider: str, id_: str, at: datetime, data: Mapping[str, Any]) -> Receipt:
    state, code = _STATES[data["state"]], data.get("code")
    return Receipt(
        provider=provider,
        id=id_,
        reference=data["reference"],
        state=state,
        at=at,
        reason=failure_of(code) if state is State.FAILED else None,
        code=code,
    )
