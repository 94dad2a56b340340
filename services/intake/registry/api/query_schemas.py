"""What the other routes of the registry take."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import Line, Prose
from chassis.messages import TwoLanguageMessage
from kernel.codes import CitizenId
from kernel.collation import fold
from kernel.errors import InvalidInputError
from kernel.text import Text
from services.intake.catalogue.api.document_fields import AGENCY_CODE
from services.intake.registry.api.person_schemas import Phone
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.filing import DeliveryMethod
from services.intake.registry.ports import DossierQuery, Position

_STATUS = validate.Range(1, 10)
_NO_CURSOR = TwoLanguageMessage.of(
    Text(vi="Vị trí trang không hợp lệ.", en="Not a cursor of ours.")
)
_NO_CRITERION = TwoLanguageMessage.of(
    Text(vi="Cần ít nhất một tiêu chí tìm kiếm.", en="At least one criterion is needed.")
)


class Cursor(fields.Field[Position]):
    """Where a page begins, opaque to the client."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Position:  # noqa: ANN401 -- marshmallow's own signature
        try:
            padded = value.encode() + b"=" * (-len(value) % 4)
            filed_at, code = base64.urlsafe_b64decode(padded).decode("ascii").split("|")
            position = Position(filed_at=datetime.fromisoformat(filed_at), code=code)
        except (ValueError, TypeError, AttributeError, binascii.Error) as error:
            raise ValidationError([_NO_CURSOR]) from error
        if position.filed_at.tzinfo is None:
            raise ValidationError([_NO_CURSOR])
        return position


class Statuses(fields.String):
    """Status codes parted by commas."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        parts = super()._deserialize(value, *args, **kwargs).split(",")
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError("Not a valid integer.")
        return tuple(_STATUS(int(part)) for part in parts)


class DossierQuerySchema(Schema):
    """The query of `GET /dossiers`."""

    status = Statuses(load_default=tuple)
    agency = fields.String(validate=AGENCY_CODE, load_default=None)
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> DossierQuery:
        return DossierQuery(
            statuses=data["status"],
            agency=data["agency"],
            after=data["cursor"],
            limit=data["limit"],
        )


class DossierSearchSchema(Schema):
    """The body of `POST /dossiers/search`; every criterion given must fit."""

    name = Line(load_default=None)
    id_number = Line(limit=20, load_default=None)
    phone = Phone(limit=40, load_default=None)
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, strict=True, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> DossierQuery:
        if not any(data[name] for name in ("name", "id_number", "phone")):
            raise ValidationError([_NO_CRITERION])
        return DossierQuery(
            name=tuple(fold(data["name"] or "").split()),
            identity=_identity(data["id_number"]),
            phone=data["phone"],
            after=data["cursor"],
            limit=data["limit"],
        )


class NothingSchema(Schema):
    """An empty body: what is asked stands in the path."""


class RefusalSchema(Schema):
    """The body of `POST /dossiers/{code}/refusal`."""

    reason = Prose(limit=2000, least=1, required=True)


class HandoverSchema(Schema):
    """The body of `POST /dossiers/{code}/handover`."""

    method = fields.Enum(DeliveryMethod, by_value=True, required=True)


def _identity(written: str | None) -> str | None:
    if written is None:
        return None
    try:
        return identities_of(str(CitizenId.parse(written)), None)[0]
    except InvalidInputError as error:
        raise ValidationError({"id_number": [TwoLanguageMessage.of(error.title)]}) from error
