"""Where the wording of the search enters: checked once, then trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from chassis.fields import Line
from services.intake.catalogue.api.documents import checked_document

_SOME = validate.Length(min=1)
_WORD = 80


class SynonymSchema(Schema):
    """Everyday phrases, and the words of procedures that mean the same."""

    everyday = fields.List(Line(limit=_WORD), required=True, validate=_SOME)
    official = fields.List(Line(limit=_WORD), required=True, validate=_SOME)


class WordingSchema(Schema):
    """The wording of the search as `search.yaml` holds it."""

    fillers = fields.List(Line(limit=_WORD), load_default=list)
    synonyms = fields.List(fields.Nested(SynonymSchema), load_default=list)


def read_wording(document: object) -> Mapping[str, Any]:
    """Return the checked document; raise `DocumentFaultyError`."""
    return checked_document(WordingSchema(), document)
