"""What the other routes of the registry take."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load

from chassis.fields import Line, Prose
from chassis.messages import TwoLanguageMessage
from kernel.text import Text
from services.intake.registry.domain.refusal import Refusal, RefusalCode

_OF_THE_TIMER = TwoLanguageMessage.of(
    Text(vi="Lý do này chỉ do hệ thống ghi.", en="This reason is the system's alone.")
)


class NothingSchema(Schema):
    """An empty body: what is asked stands in the path."""


class RefusalSchema(Schema):
    """The body of `POST /dossiers/{code}/refusal`: by code, in words, with the legal ground."""

    code = fields.Enum(RefusalCode, by_value=True, load_default=RefusalCode.OTHER)
    reason = Prose(limit=2000, least=1, required=True)
    ground = Line(limit=500, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Refusal:
        if data["code"] is RefusalCode.NOT_SUPPLEMENTED:
            raise ValidationError({"code": [_OF_THE_TIMER]})
        return Refusal(code=data["code"], words=data["reason"], ground=data["ground"])
