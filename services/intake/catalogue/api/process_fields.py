"""The internal process in the documents a catalogue is published from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chassis.fields import whole
from chassis.messages import TwoLanguageMessage
from kernel.condition import condition_from_document
from kernel.document import DocumentError
from kernel.process import LegKind, Silence, StepAction, StepKind, StepRole
from kernel.text import Text
from services.intake.catalogue.api.document_fields import (
    AgencyRuleField,
    ChoiceSchema,
    Hours,
    Slug,
    TextSchema,
    values_of,
)
from services.intake.catalogue.domain.process import AnswerType

_MOST_MINUTES = 24 * 60
_MOST_TRIES = 20


class ConditionField(fields.Field[object]):
    """A condition as data (`kernel.condition`)."""

    def _deserialize(self, value: object, *_args: object, **_kwargs: object) -> object:
        try:
            condition_from_document(value)
        except DocumentError as error:
            raise ValidationError([TwoLanguageMessage.of(error.detail or error.title)]) from error
        return value


class AskedAnswerSchema(Schema):
    """A question to the officer at a step."""

    id = Slug(required=True)
    label = fields.Nested(TextSchema, required=True)
    type = fields.String(required=True, validate=values_of(AnswerType))
    choices = fields.List(fields.Nested(ChoiceSchema), validate=validate.Length(min=2))


class StepSchema(Schema):
    """A step of a leg."""

    id = Slug(required=True)
    name = fields.Nested(TextSchema, required=True)
    role = fields.String(required=True, validate=values_of(StepRole))
    working_hours = Hours()
    actions = fields.List(
        fields.String(validate=values_of(StepAction)),
        required=True,
        validate=validate.Length(min=1),
    )
    kind = fields.String(validate=values_of(StepKind))
    when = ConditionField()
    asks = fields.List(fields.Nested(AskedAnswerSchema), validate=validate.Length(min=1, max=10))
    system = Slug()
    timeout_minutes = fields.Integer(strict=True, validate=validate.Range(1, _MOST_MINUTES))
    tries = fields.Integer(strict=True, validate=validate.Range(1, _MOST_TRIES))
    sends = fields.List(
        fields.String(validate=whole("form(/[a-z0-9_]{1,40}){1,6}")),
        validate=validate.Length(min=1, max=50),
    )

    @validates_schema(skip_on_field_errors=True)
    def _time_is_given(self, data: Mapping[str, Any], **_: object) -> None:
        """Every step has a time but a payment, which is the applicant's."""
        if (data.get("kind") == StepKind.PAYMENT) == ("working_hours" in data):
            raise _hours_fault("working_hours")


class GivesSchema(Schema):
    """The paper a leg ends with."""

    id = Slug(required=True)
    name = fields.Nested(TextSchema, required=True)


class LegSchema(Schema):
    """The work of one agency."""

    id = Slug(required=True)
    name = fields.Nested(TextSchema, required=True)
    agency = AgencyRuleField(required=True)
    working_hours = Hours()
    after = fields.List(Slug(), load_default=list)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    kind = fields.String(validate=values_of(LegKind))
    when = ConditionField()
    gives = fields.Nested(GivesSchema)
    takes = fields.List(Slug(), validate=validate.Length(min=1))
    content = fields.Nested(TextSchema)
    silence = fields.String(validate=values_of(Silence))

    @validates_schema(skip_on_field_errors=True)
    def _time_is_given(self, data: Mapping[str, Any], **_: object) -> None:
        """Every leg has a term but one in which only the applicant's money is waited for."""
        steps = data["steps"]
        paid = bool(steps) and all(step.get("kind") == StepKind.PAYMENT for step in steps)
        if paid == ("working_hours" in data):
            raise _hours_fault("working_hours")


class ProcessSchema(Schema):
    """The internal process."""

    legs = fields.List(fields.Nested(LegSchema), required=True)


def _hours_fault(field: str) -> ValidationError:
    text = Text(
        vi="Bước hoặc công đoạn phải có số giờ làm việc, trừ khi chỉ chờ nộp tiền.",
        en="A step or leg has working hours, unless it only waits for a payment.",
    )
    return ValidationError([TwoLanguageMessage.of(text)], field)
