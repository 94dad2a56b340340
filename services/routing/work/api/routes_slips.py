"""Hand-over slips over HTTP: read by both agencies, confirmed or refused by who receives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load, validate

from chassis.auth import current_actor
from chassis.examples import example
from chassis.fields import Line, Prose
from chassis.http import idempotency_key, if_match, json_response, next_link, with_etag
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.routing.work.api.documents import slip_document
from services.routing.work.domain.reading import SlipRequest
from services.routing.work.domain.slip import Slip, SlipStatus

_BASE = "/handover-slips"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What is done with a slip: `receipt` or `refusal`, at the version that was read."""

    slip: UUID
    action: str
    version: str
    reason: str | None
    key: str
    fingerprint: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDoor:
    """What stands behind the routes, each with its own transaction."""

    page: Callable[[Actor, SlipRequest], Sequence[Slip]]
    find: Callable[[Actor, UUID], Slip]
    settle: Callable[[Actor, Settling], StoredReply]


class SlipsQuerySchema(Schema):
    """The query of `GET /handover-slips`; `cursor` is where the page before ended."""

    side = fields.String(validate=validate.OneOf(["from", "to"]), load_default=None)
    status = fields.Enum(SlipStatus, by_value=True, load_default=None)
    dossier = Line(limit=64, load_default=None)
    cursor = fields.Integer(load_default=None, validate=validate.Range(1, 2**63 - 1))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> SlipRequest:
        return SlipRequest(after=data.pop("cursor"), **data)


class RefusedReceiptSchema(Schema):
    """Why a receipt is refused; a confirmation needs no words."""

    reason = Prose(limit=2000, load_default=None)


class HandedPaperSchema(Schema):
    """A result of an earlier part that goes along."""

    paper = fields.String(required=True)
    number = fields.String(required=True)
    issued_on = fields.Date(required=True)


class SlipSchema(Schema):
    """A slip; `settled_by` and `settled_at` are the signature of who confirmed or refused."""

    slip = fields.UUID(required=True)
    number = fields.String(required=True)
    dossier = fields.String(required=True)
    from_leg = fields.String(required=True)
    from_agency = fields.String(required=True)
    to_leg = fields.String(required=True)
    to_agency = fields.String(required=True)
    returned = fields.Boolean(required=True)
    papers = fields.List(fields.Nested(HandedPaperSchema), required=True)
    given_by = fields.String(required=True, allow_none=True)
    given_at = fields.DateTime(required=True)
    status = fields.Enum(SlipStatus, by_value=True, required=True)
    settled_by = fields.String(required=True, allow_none=True)
    settled_at = fields.DateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    etag = fields.String(required=True)


class SlipPageSchema(Schema):
    """A page of slips, the newest first; `cursor` is null on the last."""

    items = fields.List(fields.Nested(SlipSchema), required=True)
    cursor = fields.Integer(required=True, allow_none=True)


def slip_blueprint(door: SlipDoor) -> Blueprint:
    """Return `/handover-slips`."""
    blueprint = Blueprint("handover-slips", __name__, description="Hand-over slips")

    @blueprint.get(_BASE)
    @blueprint.arguments(SlipsQuerySchema, location="query")
    @blueprint.response(200, SlipPageSchema)
    def page(wanted: SlipRequest) -> Response:
        """List what was handed from or to the officer's agencies, the newest first."""
        found = door.page(current_actor(), wanted)
        shown = found[: wanted.limit]
        cursor = shown[-1].position if len(found) > wanted.limit else None
        headers = {} if cursor is None else {"Link": next_link(str(cursor))}
        items = [slip_document(slip) for slip in shown]
        return json_response({"items": items, "cursor": cursor}, headers=headers)

    @blueprint.get(f"{_BASE}/<uuid:slip_id>")
    @blueprint.response(200, SlipSchema, example=example(__name__, "slip"))
    def one(slip_id: UUID) -> Response:
        """One slip, with its entity tag."""
        slip = door.find(current_actor(), slip_id)
        return with_etag(json_response(slip_document(slip)), slip.version)

    @blueprint.post(f"{_BASE}/<uuid:slip_id>/<any('receipt','refusal'):action>")
    @blueprint.arguments(RefusedReceiptSchema, required=False)
    @blueprint.response(200, SlipSchema)
    def settle(body: dict[str, Any], slip_id: UUID, action: str) -> Response:
        """Confirm the receipt, or refuse it and say why; refused, it can be confirmed later."""
        settling = Settling(
            slip=slip_id,
            action=action,
            version=if_match(),
            key=idempotency_key(),
            fingerprint=b"\n".join((request.path.encode(), request.get_data())),
            **body,
        )
        reply = door.settle(current_actor(), settling)
        return Response(reply.body, reply.status, reply.headers, content_type="application/json")

    return blueprint
