"""How forms and the register are asked for and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.fields import whole
from chassis.messages import TwoLanguageMessage
from kernel.text import Text
from services.intake.catalogue.api.schemas import TextSchema
from services.intake.forms.domain.book import BookQuery
from services.intake.registry.api.answers import BySchema

_LONGEST_DAYS = 366
_FIELD_CODE = r"[A-Z][A-Z0-9]{1,9}(-[A-Z0-9]{1,9})?"
_BACKWARDS = TwoLanguageMessage.of(
    Text(
        vi="Ngày cuối phải không trước ngày đầu.", en="The last day must not be before the first."
    )
)
_YEARS = range(2000, 2200)
_OUTSIDE = TwoLanguageMessage.of(
    Text(vi="Năm phải từ 2000 đến 2199.", en="The year must be 2000 to 2199.")
)
_TOO_LONG = TwoLanguageMessage.of(Text(vi="Nhiều nhất 366 ngày.", en="At most 366 days."))


class FormQuerySchema(Schema):
    """The query of a form: a version (else the present one), and the language it is read in."""

    version = fields.Integer(
        load_default=None, validate=validate.Range(1, 9999), metadata={"example": 1}
    )
    language = fields.String(
        load_default="vi",
        validate=validate.OneOf(("vi", "en")),
        metadata={
            "description": "`en` is a translation; the Vietnamese form is the one that counts"
        },
    )


class FormIssueSchema(Schema):
    """One time a version was given out."""

    at = fields.DateTime(required=True)
    by = fields.Nested(BySchema, required=True)
    language = fields.String(required=True)
    why = fields.String(
        required=True,
        metadata={"enum": ["first-print", "reprint", "corrected-version", "view-copy"]},
    )


class FormVersionSchema(Schema):
    """A version: what replaced the one before it, and when it was given out."""

    version = fields.Integer(required=True)
    set = fields.String(required=True, metadata={"description": "the circular's year"})
    acted_at = fields.DateTime(required=True)
    made_at = fields.DateTime(required=True)
    issues = fields.List(fields.Nested(FormIssueSchema), required=True)
    link = fields.String(required=True)


class FormLineSchema(Schema):
    """A form of the dossier."""

    form = fields.String(required=True)
    name = fields.Nested(TextSchema, required=True)
    available = fields.Boolean(required=True)
    link = fields.String(required=True)
    versions = fields.List(fields.Nested(FormVersionSchema), required=True)


class FormsSchema(Schema):
    """The forms of a dossier."""

    items = fields.List(fields.Nested(FormLineSchema), required=True)


class RegisterQuerySchema(Schema):
    """The query of a register: the days of acceptance, both included, and perhaps a field."""

    first = fields.Date(data_key="from", required=True, metadata={"example": "2026-11-01"})
    last = fields.Date(data_key="to", required=True, metadata={"example": "2026-11-30"})
    field = fields.String(load_default=None, validate=whole(_FIELD_CODE))
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv", "pdf")))
    language = fields.String(load_default="vi", validate=validate.OneOf(("vi", "en")))

    @post_load
    def _checked(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        first: date = data["first"]
        last: date = data["last"]
        for name, day in (("from", first), ("to", last)):
            if day.year not in _YEARS:
                raise ValidationError([_OUTSIDE], field_name=name)
        if last < first:
            raise ValidationError([_BACKWARDS], field_name="to")
        if (last - first).days >= _LONGEST_DAYS:
            raise ValidationError([_TOO_LONG], field_name="to")
        return data


def book_query(agency: str, asked: dict[str, Any]) -> BookQuery:
    """Return which lines are asked for."""
    return BookQuery(agency=agency, first=asked["first"], last=asked["last"], field=asked["field"])


class RegisterLineSchema(Schema):
    """A line of the register; what the reader may not see is masked or null."""

    book = fields.String(required=True)
    number = fields.Integer(required=True)
    code = fields.String(required=True, allow_none=True)
    procedure = fields.String(required=True, allow_none=True)
    sets = fields.String(required=True, allow_none=True)
    person = fields.String(required=True, allow_none=True)
    reach = fields.String(required=True, allow_none=True)
    lead = fields.String(required=True, allow_none=True)
    received = fields.String(required=True, allow_none=True)
    due = fields.String(required=True, allow_none=True)
    returned = fields.String(required=True, allow_none=True)
    method = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)


class RegisterSchema(Schema):
    """The register of an agency over some days."""

    agency = fields.String(required=True)
    name = fields.String(required=True)
    first = fields.Date(data_key="from", required=True)
    last = fields.Date(data_key="to", required=True)
    field = fields.String(required=True, allow_none=True)
    form = fields.Nested(TextSchema, required=True)
    items = fields.List(fields.Nested(RegisterLineSchema), required=True)
