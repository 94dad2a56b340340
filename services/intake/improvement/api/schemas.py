"""Amendments as they come in and as they are shown."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, Prose
from services.intake.improvement.domain.amendment import (
    Amendment,
    AmendmentState,
    Part,
    Wish,
    Word,
    WordKind,
)
from services.intake.improvement.ports import AmendmentQuery
from services.intake.registry.api.documents import stamp

_CODE = 40


class WishSchema(Schema):
    """The body of `POST /amendments`; nothing in it may tell of a person or of one dossier."""

    procedure = Line(limit=_CODE, required=True)
    part = fields.Enum(Part, by_value=True, required=True)
    what = Prose(limit=2000, least=1, required=True)
    why = Prose(limit=2000, least=1, required=True)
    law = Line(limit=500, allow_none=True, load_default=None)
    text = Prose(limit=5000, allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Wish:
        return Wish(**data)


class WordsSchema(Schema):
    """What is said about an amendment."""

    text = Prose(limit=2000, least=1, required=True)


class AmendmentQuerySchema(Schema):
    """Which amendments; a page goes on behind the `cursor`."""

    procedure = Line(limit=_CODE)
    state = fields.Enum(AmendmentState, by_value=True)
    agency = Line(limit=_CODE)
    cursor = fields.UUID(data_key="cursor", attribute="before")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> AmendmentQuery:
        return AmendmentQuery(**data)


class WordSchema(Schema):
    """Something said about an amendment."""

    kind = fields.Enum(WordKind, by_value=True)
    at = fields.String()
    by = fields.String()
    text = fields.String()


class AmendmentSchema(Schema):
    """An amendment; `version` is the one it is about, `for_version` the one it is a note for."""

    id = fields.UUID()
    procedure = fields.String()
    version = fields.Integer()
    part = fields.Enum(Part, by_value=True)
    what = fields.String()
    why = fields.String()
    law = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    agency = fields.String()
    by = fields.String()
    at = fields.String()
    state = fields.Enum(AmendmentState, by_value=True)
    for_version = fields.Integer(allow_none=True)
    revision = fields.Integer()
    words = fields.List(fields.Nested(WordSchema))


class AmendmentPageSchema(Schema):
    """Amendments, newest first."""

    items = fields.List(fields.Nested(AmendmentSchema))
    cursor = fields.String(allow_none=True)


def amendment_document(amendment: Amendment) -> dict[str, Any]:
    """Return an amendment as JSON values."""
    wish = amendment.wish
    return {
        "id": str(amendment.id),
        "procedure": wish.procedure,
        "version": amendment.version,
        "part": wish.part,
        "what": wish.what,
        "why": wish.why,
        "law": wish.law,
        "text": wish.text,
        "agency": amendment.agency,
        "by": amendment.by,
        "at": stamp(amendment.at),
        "state": amendment.state,
        "for_version": amendment.for_version,
        "revision": amendment.revision,
        "words": [_word_document(word) for word in amendment.words],
    }


def _word_document(word: Word) -> dict[str, Any]:
    return {"kind": word.kind, "at": stamp(word.at), "by": word.by, "text": word.text}
