"""What the catalogue's routes take."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from chassis.fields import Line
from chassis.messages import TwoLanguageMessage
from kernel.channel import Channel
from kernel.clock import VIETNAM
from kernel.text import Text
from services.intake.catalogue.api.document_fields import (
    AGENCY_CODE,
    COMMUNE_CODE,
    Slug,
    TermField,
    values_of,
)
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.search import Position


class Instant(fields.AwareDateTime):
    """RFC 3339 with offset; given back on the clock of Vietnam."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        # A plus sign that was not escaped in a query string arrives as a blank.
        repaired = value.replace(" ", "+") if isinstance(value, str) else value
        return super()._deserialize(repaired, *args, **kwargs)

    def _serialize(self, value: datetime | None, *_args: Any, **_kwargs: Any) -> str | None:  # noqa: ANN401 -- marshmallow's own signature
        return None if value is None else value.astimezone(VIETNAM).isoformat()


class Cursor(fields.Field[Position]):
    """Where a page begins, opaque to the client."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Position:  # noqa: ANN401 -- marshmallow's own signature
        try:
            score, code = base64.urlsafe_b64decode(value.encode()).decode("ascii").split(":")
            return Position(score=int(score), code=code)
        except (ValueError, AttributeError, binascii.Error) as error:
            text = Text(vi="Vị trí trang không hợp lệ.", en="Not a cursor of ours.")
            raise ValidationError([TwoLanguageMessage.of(text)]) from error

    def _serialize(self, value: Position | None, *_args: Any, **_kwargs: Any) -> str | None:  # noqa: ANN401 -- marshmallow's own signature
        if value is None:
            return None
        return base64.urlsafe_b64encode(f"{value.score}:{value.code}".encode()).decode()


class SearchSchema(Schema):
    """The query of `GET /procedures`."""

    q = Line(load_default="", least=0)
    field = Line(limit=20)
    agency = fields.String(validate=AGENCY_CODE)
    level = fields.Integer(validate=validate.Range(1, 4))
    cursor = Cursor()
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class AdviceQuestionSchema(Schema):
    """The body of `POST /procedures/{code}/advice`; `values` are fields of the form."""

    answers = fields.Dict(keys=Slug(), values=Line(limit=63), load_default=dict)
    values = fields.Dict(keys=fields.String(), load_default=dict)
    channel = fields.String(validate=values_of(Channel))
    agency = fields.String(validate=AGENCY_CODE)


_SEVERAL = validate.Length(max=50)


class DeadlineQuerySchema(Schema):
    """The query of `GET /deadline`; what interrupts may stand several times."""

    from_ = Instant(required=True, data_key="from")
    term = TermField()
    channel = fields.String(validate=values_of(Channel))
    agency = fields.String(validate=AGENCY_CODE)
    procedure = Line(limit=40)
    case = Slug()
    rules = Slug()
    stop_at = fields.List(Instant(), load_default=list, validate=_SEVERAL)
    resume_at = fields.List(Instant(), load_default=list, validate=_SEVERAL)
    restart_at = fields.List(Instant(), load_default=list, validate=_SEVERAL)


class AgencyQuerySchema(Schema):
    """The query of `GET /agencies`; `commune` keeps those that serve it."""

    kind = Slug()
    tier = fields.String(validate=values_of(Tier))
    commune = fields.String(validate=COMMUNE_CODE)
    procedure = Line(limit=40)
