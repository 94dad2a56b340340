"""How a hand-over comes in and is shown."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import Line
from chassis.messages import TwoLanguageMessage
from kernel.codes import CitizenId
from kernel.errors import InvalidInputError
from kernel.text import Text
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.delivery.domain.handover import (
    Capacity,
    Delivered,
    FeeTaken,
    IdentityDocument,
    Receiver,
    Signature,
)
from services.intake.registry.api.answers import BySchema

_DEAREST = 10**12
_IN_PERSON = TwoLanguageMessage.of(
    Text(
        vi="Trả tại quầy phải ghi người nhận và giấy tờ đã kiểm tra.",
        en="In person, say who received it and which document was checked.",
    )
)
_NOT_IN_PERSON = TwoLanguageMessage.of(
    Text(vi="Chỉ ghi người nhận khi trả tại quầy.", en="A receiver is named in person only.")
)


class ReceiverSchema(Schema):
    """Who received the result at the desk, and by which document."""

    name = Line(limit=200, least=1, required=True)
    document = fields.Enum(IdentityDocument, by_value=True, required=True)
    number = Line(
        limit=20,
        least=1,
        required=True,
        metadata={"description": "As it stands in the document; of a card the 12 digits."},
    )
    authority = Line(
        limit=500,
        least=1,
        allow_none=True,
        load_default=None,
        metadata={"description": "The paper by which somebody the dossier does not name comes."},
    )
    mandate = fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={"description": "Instead of a paper: the mandate by which they receive it."},
    )
    signature = fields.Enum(Signature, by_value=True, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Receiver:
        data["mandate"] = None if data["mandate"] is None else str(data["mandate"])
        if data["document"] is not IdentityDocument.PASSPORT:
            try:
                data["number"] = str(CitizenId.parse(data["number"]))
            except InvalidInputError as error:
                message = TwoLanguageMessage.of(error.title)
                raise ValidationError({"number": [message]}) from error
        return Receiver(**data)


class FeeTakenSchema(Schema):
    """What was taken as the result was given: all that was due at return."""

    amount = fields.Integer(strict=True, required=True, validate=validate.Range(1, _DEAREST))
    receipt = Line(limit=100, least=1, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> FeeTaken:
        return FeeTaken(**data)


class HandoverSchema(Schema):
    """The body of `POST /dossiers/{code}/handover`."""

    method = fields.Enum(DeliveryMethod, by_value=True, required=True)
    receiver = fields.Nested(ReceiverSchema, allow_none=True, load_default=None)
    fee = fields.Nested(FeeTakenSchema, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Delivered:
        in_person = data["method"] is DeliveryMethod.DESK
        if in_person and data["receiver"] is None:
            raise ValidationError({"receiver": [_IN_PERSON]})
        if data["receiver"] is not None and not in_person:
            raise ValidationError({"receiver": [_NOT_IN_PERSON]})
        return Delivered(**data)


class ShownReceiverSchema(Schema):
    """Who received a result; of the number first and last digits are shown."""

    name = fields.String()
    capacity = fields.Enum(Capacity, by_value=True)
    document = fields.Enum(IdentityDocument, by_value=True)
    number = fields.String()
    authority = fields.String(allow_none=True)
    signature = fields.Enum(Signature, by_value=True)


class ShownHandoverSchema(Schema):
    """How, when and to whom a result was given."""

    at = fields.DateTime()
    by = fields.Nested(BySchema)
    method = fields.Enum(DeliveryMethod, by_value=True)
    receiver = fields.Nested(ShownReceiverSchema, allow_none=True)
    fee = fields.Nested(FeeTakenSchema, allow_none=True)
