"""What the routes about drafts of results take and answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, Prose
from services.intake.catalogue.api.schemas import TextSchema
from services.intake.registry.domain.draft_result import RECORDED, AnswerWay, RecordedAnswer


class RecordedSchema(Schema):
    """Whose answer an officer records, and how it came; the name is kept sealed."""

    who = Line(limit=200, least=1, required=True)
    way = fields.Enum(AnswerWay, by_value=True, required=True, validate=validate.OneOf(RECORDED))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> RecordedAnswer:
        return RecordedAnswer(**data)


class ConfirmationSchema(Schema):
    """The body of `POST /dossiers/{code}/draft-result/confirmation`; owners send none."""

    recorded = fields.Nested(RecordedSchema, allow_none=True, load_default=None)


class ObjectionSchema(ConfirmationSchema):
    """The body of `POST /dossiers/{code}/draft-result/objection`: what is wrong."""

    reason = Prose(limit=2000, least=1, required=True)


class DraftFieldSchema(Schema):
    """A field that goes into the result, as filed and as people read it."""

    field = fields.String()
    group = fields.Nested(TextSchema, allow_none=True)
    label = fields.Nested(TextSchema)
    value = fields.Raw(allow_none=True)
    text = fields.Nested(TextSchema, allow_none=True)


class DraftResultSchema(Schema):
    """What will be issued, and until when the owner may object."""

    code = fields.String()
    version = fields.Integer()
    procedure = fields.String()
    results = fields.List(fields.Nested(TextSchema))
    result_number = fields.String(allow_none=True)
    fields_ = fields.List(fields.Nested(DraftFieldSchema), data_key="fields")
    offered_at = fields.DateTime()
    confirm_by = fields.DateTime()
    waiting = fields.Boolean(metadata={"description": "Whether an answer is waited for now."})
    objections_left = fields.Integer()
    silence = fields.Nested(TextSchema)
