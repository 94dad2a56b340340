"""How the report of notices is asked for and answered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.reporting.statutory.api.schemas import (
    AgencyField,
    NamedSchema,
    PeriodField,
    PeriodSchema,
)


class NoticeReportQuery(Schema):
    """What is asked of the report of notices."""

    period = PeriodField(required=True)
    agency = AgencyField(load_default=None)
    format = fields.String(validate=validate.OneOf(["json", "csv"]), load_default="json")


class WordsSchema(Schema):
    """Words in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class WordedSchema(Schema):
    """A code with what people call it."""

    code = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)


class NoticeFiguresSchema(Schema):
    """Notices, each told, not told, or gone another way; `notices` is the sum of the others."""

    notices = fields.Integer(required=True)
    told_first = fields.Integer(
        required=True, metadata={"description": "By the first channel the citizen left."}
    )
    told_other = fields.Integer(required=True, metadata={"description": "By another alone."})
    told_nobody = fields.Integer(
        required=True, metadata={"description": "Nobody was reached: somebody telephones."}
    )
    on_the_way = fields.Integer(required=True)
    end_unknown = fields.Integer(
        required=True, data_key="unknown", metadata={"description": "It left and no answer came."}
    )
    joined = fields.Integer(
        required=True, metadata={"description": "Into a digest, which is a notice of its own."}
    )
    stopped = fields.Integer(
        required=True, metadata={"description": "A courtesy whose reader wants none."}
    )


class WaitSchema(Schema):
    """Seconds from the event to the hand-over, to two digits; null where none was handed over."""

    p50 = fields.Float(required=True, allow_none=True)
    p95 = fields.Float(required=True, allow_none=True)


class MessageFiguresSchema(Schema):
    """Messages; the sum of those handed over, failed and so on to unknown; cost in đồng."""

    messages = fields.Integer(required=True)
    handed_over = fields.Integer(required=True)
    delivered = fields.Integer(
        required=True, metadata={"description": "Those of the handed over said to have arrived."}
    )
    failed = fields.Integer(required=True)
    without_address = fields.Integer(required=True)
    stopped = fields.Integer(required=True)
    joined = fields.Integer(required=True)
    on_the_way = fields.Integer(required=True)
    end_unknown = fields.Integer(required=True, data_key="unknown")
    attempts = fields.Integer(required=True)
    segments = fields.Integer(required=True)
    cost = fields.Integer(required=True)
    seconds_to_hand_over = fields.Nested(WaitSchema, required=True)


class ByChannelSchema(Schema):
    """The messages by a channel; a notice may go by several."""

    channel = fields.Nested(WordedSchema, required=True)
    messages = fields.Nested(MessageFiguresSchema, required=True)


class NoticeTotalSchema(Schema):
    """Notices and their messages."""

    notices = fields.Nested(NoticeFiguresSchema, required=True)
    messages = fields.Nested(MessageFiguresSchema, required=True)


class ByAgencySchema(NoticeTotalSchema):
    """Those that speak for an agency."""

    agency = fields.Nested(NamedSchema, required=True)


class ByMilestoneSchema(NoticeTotalSchema):
    """Those that tell of a milestone."""

    milestone = fields.Nested(WordedSchema, required=True)


class NoticeReportSchema(Schema):
    """The report of notices; agencies, milestones and channels each add up to the total."""

    form = fields.String(required=True)
    title = fields.Nested(WordsSchema, required=True)
    period = fields.Nested(PeriodSchema, required=True)
    agency = fields.Nested(NamedSchema, required=True, allow_none=True)
    as_of = fields.AwareDateTime(required=True)
    settled = fields.Boolean(
        required=True, metadata={"description": "No figure of the period changes any more."}
    )
    by_agency = fields.List(fields.Nested(ByAgencySchema), required=True)
    by_milestone = fields.List(fields.Nested(ByMilestoneSchema), required=True)
    by_channel = fields.List(fields.Nested(ByChannelSchema), required=True)
    total = fields.Nested(NoticeTotalSchema, required=True)
    identities = fields.Boolean(required=True)
