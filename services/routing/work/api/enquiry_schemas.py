"""An answer of a specialised system as it stands on the wire, in a reply or sent later."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, Prose
from services.routing.work.domain.asking import AnswerOutcome, SystemAnswer


class AnswerSchema(Schema):
    """What a system says of the step it was asked to do."""

    outcome = fields.Enum(AnswerOutcome, by_value=True, required=True)
    number = Line(limit=64, least=1, load_default=None, allow_none=True)
    reason = Prose(limit=500, load_default=None, allow_none=True)
    answers = fields.Dict(
        keys=Line(limit=64),
        values=fields.Raw(allow_none=True),
        load_default=dict,
        validate=validate.Length(max=20),
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> SystemAnswer:
        return SystemAnswer(**data)


class AnswerTakenSchema(Schema):
    """What became of an answer: `late` is kept with the task and changes nothing."""

    reference = fields.UUID(required=True)
    effect = fields.String(required=True, validate=validate.OneOf(["taken", "late"]))
