"""`POST /mail/bounces`: the mail server hands over what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from chassis.http import json_response, read_body
from chassis.webhook_signature import HEADERS
from services.notification.inbound.domain.bounce import Taken

TakeReport = Callable[[bytes], Counter[Taken]]
Verify = Callable[[Mapping[str, str], bytes], str]
"""Returns the id of a signed call; raises `SignatureError`."""


class TakenSchema(Schema):
    """What became of a report: how many recipients of it came to which end."""

    taken = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


SIGNED = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in HEADERS
]
"""The headers of a signed call (Standard Webhooks 1.0)."""


def bounces_blueprint(take: TakeReport, verify: Verify) -> Blueprint:
    """Return the route; the body is the mail as it came, RFC 3464 inside."""
    blueprint = Blueprint("mail", __name__, description="Mail that came back")

    @blueprint.post("/mail/bounces")
    @blueprint.doc(
        parameters=SIGNED,
        requestBody={
            "required": True,
            "content": {"message/rfc822": {"schema": {"type": "string"}}},
        },
    )
    @blueprint.response(200, TakenSchema)
    @blueprint.alt_response(401, description="`signature-invalid`: not signed, or not lately")
    def bounces() -> Response:
        """Take a delivery status notification (RFC 3464), signed by the mail server's hook."""
        body = read_body()
        verify(dict(request.headers), body)
        return json_response({"taken": {str(k): n for k, n in take(body).items()}})

    return blueprint
