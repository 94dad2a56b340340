"""What the routes of the desk's queue take and answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.cursors import CursorField, cursor_text, instant_of
from services.intake.catalogue.api.document_fields import AGENCY_CODE
from services.intake.catalogue.api.schemas import TextSchema
from services.intake.desk.domain.call import CallOutcome
from services.intake.desk.domain.queue import DeskKind, QueuePosition, QueueQuery
from services.intake.registry.api.answers import StatusSchema


class QueueCursor(CursorField[QueuePosition]):
    """Where a page begins; `queue_cursor` writes it."""

    def place_of(self, parts: Sequence[str]) -> QueuePosition:
        """Return what it goes on after."""
        at, kind, code = parts
        return QueuePosition(act_by=instant_of(at), kind=DeskKind(kind), dossier=code)


def queue_cursor(position: QueuePosition) -> str:
    """Return where the next page begins, as `QueueCursor` reads it."""
    return cursor_text(position.act_by.isoformat(), position.kind, position.dossier)


class QueueQuerySchema(Schema):
    """The query of `GET /desk-queue`."""

    kind = fields.Enum(DeskKind, by_value=True, load_default=None)
    agency = fields.String(validate=AGENCY_CODE, load_default=None)
    cursor = QueueCursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> QueueQuery:
        return QueueQuery(
            kind=data["kind"], agency=data["agency"], after=data["cursor"], limit=data["limit"]
        )


class CounterSchema(Schema):
    """How many of a kind wait; with `more` there are others beyond the count."""

    kind = fields.Enum(DeskKind, by_value=True)
    count = fields.Integer()
    late = fields.Integer()
    more = fields.Boolean()


class CallSchema(Schema):
    """What the applicant is to be told, and how often nobody answered."""

    template = fields.String()
    tries = fields.Integer()


class PaymentSchema(Schema):
    """What money is waited for; the amount in đồng where intake knows it."""

    of = fields.String(validate=validate.OneOf(["obligation", "return-fee"]))
    amount = fields.Integer(allow_none=True)


class MarkSchema(Schema):
    """A paper by its id, or a field of the form by its JSON pointer, with its name."""

    id = fields.String()
    name = fields.Nested(TextSchema, allow_none=True)


class ProposedSchema(Schema):
    """What an officer proposes to ask for; the words are at `GET /proposals/{id}`."""

    proposal = fields.UUID()
    agency = fields.String()
    step_name = fields.Nested(TextSchema)
    officer = fields.String()
    papers = fields.List(fields.Nested(MarkSchema))
    fields_ = fields.List(fields.Nested(MarkSchema), data_key="fields")
    link = fields.String()


class QueueItemSchema(Schema):
    """One thing the desk has to do."""

    kind = fields.Enum(DeskKind, by_value=True)
    text = fields.Nested(TextSchema)
    dossier = fields.String()
    version = fields.Integer()
    status = fields.Nested(StatusSchema)
    procedure = fields.String()
    procedure_name = fields.String(allow_none=True)
    agency = fields.String()
    competent_agency = fields.String()
    channel = fields.String()
    applicant = fields.Dict()
    since = fields.DateTime(allow_none=True)
    act_by = fields.DateTime()
    urgency = fields.String()
    payment = fields.Nested(PaymentSchema, allow_none=True)
    proposal = fields.Nested(ProposedSchema, allow_none=True)
    call = fields.Nested(CallSchema, allow_none=True)
    links = fields.Dict(keys=fields.String(), values=fields.String())


class DeskQueueSchema(Schema):
    """A page of what waits, the most pressing first; counters are of all that waits."""

    counters = fields.List(fields.Nested(CounterSchema))
    items = fields.List(fields.Nested(QueueItemSchema))
    cursor = fields.String(allow_none=True)


class CallOutcomeSchema(Schema):
    """The body of `POST /dossiers/{code}/call`."""

    outcome = fields.Enum(CallOutcome, by_value=True, required=True)


class CalledSchema(Schema):
    """What came of the call; while it waits it stays on the queue."""

    dossier = fields.String()
    outcome = fields.String()
    waiting = fields.Boolean()
    tries = fields.Integer()
