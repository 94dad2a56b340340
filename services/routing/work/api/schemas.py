"""What the routes of the area take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, post_load, validate

from chassis.cursors import CursorField, cursor_text, instant_of
from chassis.fields import Line, Prose, whole
from kernel.process import StepRole
from services.routing.work.api.proposal_schemas import MOST_LACKS, ProposedLackSchema
from services.routing.work.domain.ending import Result
from services.routing.work.domain.reading import Place, View, WorklistRequest
from services.routing.work.domain.receipt import Receipt
from services.routing.work.domain.task import TaskStatus

# As issuers write subjects: no spaces, nothing that breaks a log line.
ACCOUNT = whole("[!-~]{1,128}")
_OPEN = [TaskStatus.WAITING.value, TaskStatus.CLAIMED.value]


class Cursor(CursorField[Place]):
    """Where a page begins; `cursor_of` writes it."""

    def place_of(self, parts: Sequence[str]) -> Place:
        """Return the task after which it goes on."""
        at, task = parts
        return Place(at=instant_of(at) if at else None, task=UUID(task))


class WorklistSchema(Schema):
    """The query of `GET /worklist`."""

    role = fields.Enum(StepRole, by_value=True, load_default=None)
    status = fields.String(validate=validate.OneOf(_OPEN), load_default=None)
    dossier = Line(limit=64, load_default=None)
    view = fields.Enum(View, by_value=True, load_default=None)
    field = Line(limit=20, load_default=None)
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> WorklistRequest:
        status = data["status"]
        return WorklistRequest(
            role=data["role"],
            status=None if status is None else TaskStatus(status),
            dossier=data["dossier"],
            view=data["view"],
            field=data["field"],
            after=data["cursor"],
            limit=data["limit"],
        )


class ResultSchema(Schema):
    """The result that an approval gives."""

    number = Line(limit=64, load_default=None)
    note = Prose(limit=500, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Result:
        return Result(**data)


class ReceiptSchema(Schema):
    """The treasury's receipt of a payment; the amount is in đồng."""

    number = Line(required=True, limit=64, least=1)
    paid_on = fields.Date(required=True)
    amount = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10**13))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Receipt:
        return Receipt(**data)


class ActSchema(Schema):
    """The body of `POST /tasks/{id}/{action}`; which members an action takes, the rules say."""

    reason = Prose(limit=2000, load_default=None)
    to = fields.String(
        load_default=None,
        allow_none=True,
        validate=ACCOUNT,
        metadata={"description": "The account that gets the task: `transfer` and `assign`."},
    )
    note = Prose(limit=2000, load_default=None)
    result = fields.Nested(ResultSchema, load_default=None, allow_none=True)
    answers = fields.Dict(
        keys=Line(limit=64),
        values=fields.Raw(allow_none=True),
        load_default=dict,
        validate=validate.Length(max=20),
    )
    receipt = fields.Nested(ReceiptSchema, load_default=None, allow_none=True)
    items = fields.List(
        fields.Nested(ProposedLackSchema),
        load_default=list,
        validate=validate.Length(max=MOST_LACKS),
        metadata={"description": "All that is lacking: `propose-supplement`."},
    )
    ground = Line(
        limit=500,
        load_default=None,
        allow_none=True,
        metadata={"description": "The law a refusal rests on: `propose-refusal`."},
    )


def cursor_of(place: Place) -> str:
    """Return where the next page begins, as `Cursor` reads it."""
    at = "" if place.at is None else place.at.isoformat()
    return cursor_text(at, place.task)
