"""What the catalogue's routes take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from chassis.cursors import CursorField, cursor_text
from chassis.fields import Instant as PlainInstant
from chassis.fields import Line
from kernel.channel import Channel
from kernel.clock import VIETNAM
from services.intake.catalogue.api.document_fields import (
    AGENCY_CODE,
    COMMUNE_CODE,
    Slug,
    TermField,
    values_of,
)
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.search import Position


class Instant(PlainInstant):
    """RFC 3339 with offset; given back on the clock of Vietnam."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> datetime:
        # A plus sign that was not escaped in a query string arrives as a blank.
        repaired = value.replace(" ", "+") if isinstance(value, str) else value
        return super()._deserialize(repaired, *args, **kwargs)

    def _serialize(self, value: datetime | None, *_args: Any, **_kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(VIETNAM).isoformat()


class Cursor(CursorField[Position]):
    """Where a page begins."""

    def place_of(self, parts: Sequence[str]) -> Position:
        """Return the hit it goes on after."""
        score, code = parts
        return Position(score=int(score), code=code)

    def _serialize(self, value: Position | None, *_args: Any, **_kwargs: Any) -> str | None:
        return None if value is None else cursor_text(value.score, value.code)


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
