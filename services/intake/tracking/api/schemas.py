"""What the look-up takes and shows."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from chassis.fields import Line
from chassis.messages import TwoLanguageMessage
from kernel.text import Text
from services.intake.registry.api.answers import StatusSchema
from services.intake.registry.api.person_schemas import Phone
from services.intake.tracking.domain.one_time_code import DIGITS

_WAYS = ("secret", "phone", "otp")
_ONE_WAY = TwoLanguageMessage.of(
    Text(
        vi="Cần đúng một trong ba: secret, phone, otp.",
        en="Exactly one of secret, phone and otp is needed.",
    )
)
_NO_CODE = TwoLanguageMessage.of(
    Text(vi=f"Mã gồm {DIGITS} chữ số.", en=f"A code has {DIGITS} digits.")
)


class OneTimeCode(Line):
    """Eight digits, given back without the spaces people write."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        digits = super()._deserialize(value, *args, **kwargs).replace(" ", "")
        if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
            raise ValidationError([_NO_CODE])
        return digits


class TrackingSchema(Schema):
    """The body of `POST /tracking`: the code of a dossier, and one way of being let in."""

    code = Line(limit=60, required=True)
    secret = Line(limit=60)
    phone = Phone(limit=40)
    otp = OneTimeCode(limit=20)

    @validates_schema(skip_on_field_errors=False)
    def _one_way(self, data: dict[str, Any], **_: object) -> None:
        if sum(way in data for way in _WAYS) > 1 or ("code" in data and not data.keys() & _WAYS):
            raise ValidationError([_ONE_WAY])


class TrackedSchema(Schema):
    """What the public look-up shows."""

    code = fields.String(required=True)
    procedure = fields.String()
    status = fields.Nested(StatusSchema)
    filed_at = fields.DateTime()
    received_at = fields.DateTime(allow_none=True)
    accepted_at = fields.DateTime(allow_none=True)
    due_at = fields.DateTime(allow_none=True)
    due_provisional = fields.Boolean()
    finished_at = fields.DateTime(allow_none=True)
    handed_over_at = fields.DateTime(allow_none=True)


class CodeOnItsWaySchema(Schema):
    """The answer to code and phone, whether or not they belong together."""

    expires_in = fields.Integer(required=True, metadata={"description": "Seconds a code is good"})
