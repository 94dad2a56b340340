"""What the route of the register takes and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.cursors import CursorField, cursor_text, instant_of
from chassis.fields import Day, Line
from chassis.messages import TwoLanguageMessage
from kernel.apology import ApologyReason
from kernel.text import Text
from services.routing.lateness.domain.reading import Position, Wanted
from services.routing.lateness.domain.violation import Cause, StruckBecause, ViolationKind

_STRUCK = "struck"
_STATES = ("standing", _STRUCK)
_YEARS = range(2000, 2200)
_OUTSIDE = TwoLanguageMessage.of(
    Text(vi="Ngày nằm ngoài phạm vi của hệ thống.", en="The day is outside of what is kept.")
)
_BACKWARDS = TwoLanguageMessage.of(
    Text(vi="Ngày cuối trước ngày đầu.", en="The last day is before the first.")
)


class Cursor(CursorField[Position]):
    """Where a page begins; `cursor_of` writes it."""

    def place_of(self, parts: Sequence[str]) -> Position:
        """Return the line after which it goes on."""
        at, line = parts
        return Position(at=instant_of(at), id=UUID(line))


def cursor_of(position: Position) -> str:
    """Return where the next page begins, as `Cursor` reads it."""
    return cursor_text(position.at.isoformat(), position.id)


class _NarrowedSchema(Schema):
    """What narrows the lines that the reader may read anyway."""

    agency = Line(limit=35, load_default=None)
    officer = Line(limit=200, load_default=None)
    kind = fields.Enum(ViolationKind, by_value=True, load_default=None)
    cause = fields.Enum(Cause, by_value=True, load_default=None)
    dossier = Line(limit=64, load_default=None)
    state = fields.String(validate=validate.OneOf(_STATES), load_default=None)
    first = Day(data_key="from", load_default=None, metadata={"example": "2026-11-01"})
    last = Day(data_key="to", load_default=None, metadata={"example": "2026-11-30"})


class ViolationsQuerySchema(_NarrowedSchema):
    """The query of `GET /violations`; each filter narrows what the reader may read anyway."""

    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Wanted:
        return _wanted(data, after=data.pop("cursor"), limit=data.pop("limit"))


class CountsQuerySchema(_NarrowedSchema):
    """The query of `GET /violations/counts`."""

    format = fields.String(validate=validate.OneOf(("json", "csv")), load_default="json")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return {"format": data.pop("format"), "wanted": _wanted(data)}


def _wanted(data: dict[str, Any], *, after: Position | None = None, limit: int = 1) -> Wanted:
    first: date | None = data["first"]
    last: date | None = data["last"]
    for name, day in (("from", first), ("to", last)):
        if day is not None and day.year not in _YEARS:
            raise ValidationError([_OUTSIDE], field_name=name)
    if first is not None and last is not None and last < first:
        raise ValidationError([_BACKWARDS], field_name="to")
    state = data.pop("state")
    struck = None if state is None else state == _STRUCK
    return Wanted(after=after, limit=limit, struck=struck, **data)


class CountSchema(Schema):
    """How many lines charge an agency and one of its officers with a kind."""

    agency = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    kind = fields.Enum(ViolationKind, by_value=True, required=True)
    lines = fields.Integer(required=True)
    struck = fields.Integer(required=True)


class CountsSchema(Schema):
    """The counts, those with most lines first, five thousand at most."""

    items = fields.List(fields.Nested(CountSchema), required=True)


class StruckSchema(Schema):
    """When a line was struck, and why."""

    at = fields.DateTime(required=True)
    because = fields.Enum(StruckBecause, by_value=True, required=True)


class GivenReasonSchema(Schema):
    """Why it happened; `words` are null where there are none, or they were erased."""

    version = fields.Integer(required=True)
    reason = fields.Enum(ApologyReason, by_value=True, required=True)
    words = fields.String(required=True, allow_none=True)
    by = fields.String(required=True)
    at = fields.DateTime(required=True)


class ViolationSchema(Schema):
    """A line of the register; `dossier` and `procedure` are null where they are confidential."""

    id = fields.UUID(required=True)
    kind = fields.Enum(ViolationKind, by_value=True, required=True)
    cause = fields.Enum(Cause, by_value=True, required=True, allow_none=True)
    dossier = fields.String(required=True, allow_none=True)
    procedure = fields.String(required=True, allow_none=True)
    leg = fields.String(required=True, allow_none=True)
    agency = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    at = fields.DateTime(required=True)
    recorded_at = fields.DateTime(required=True)
    struck = fields.Nested(StruckSchema, required=True, allow_none=True)
    reason = fields.Nested(GivenReasonSchema, required=True, allow_none=True)


class ViolationsPageSchema(Schema):
    """A page of the register, the newest first; `cursor` is null on the last."""

    items = fields.List(fields.Nested(ViolationSchema), required=True)
    cursor = fields.String(required=True, allow_none=True)
