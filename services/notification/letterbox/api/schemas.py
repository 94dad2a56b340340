"""Letters as JSON, and what a look into the inbox asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, post_load, validate

from chassis.cursors import CursorField, cursor_text, instant_of
from chassis.fields import Line
from kernel.schedule import in_vietnam
from services.notification.letterbox.domain.letter import Letter, Place, Wanted


class Cursor(CursorField[Place]):
    """Where a page begins; `cursor_of` writes it."""

    def place_of(self, parts: Sequence[str]) -> Place:
        """Return the letter after which it goes on."""
        at, letter = parts
        return Place(at=instant_of(at), id=UUID(letter))


def cursor_of(place: Place) -> str:
    """Return where the next page begins, as `Cursor` reads it."""
    return cursor_text(place.at.isoformat(), place.id)


class InboxQuerySchema(Schema):
    """The query of `GET /inbox`."""

    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    unread = fields.String(load_default="false", validate=validate.OneOf(["true", "false"]))
    dossier = Line(limit=60, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Wanted:
        return Wanted(
            after=data["cursor"],
            limit=data["limit"],
            unread=data["unread"] == "true",
            dossier=data["dossier"],
        )


class LetterLineSchema(Schema):
    """A letter in the list; `read_at` is null until its reader marks it."""

    id = fields.UUID(required=True)
    dossier = fields.String(required=True)
    template = fields.String(required=True)
    language = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    subject = fields.String(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class InboxSchema(Schema):
    """A page of letters, newest first; `cursor` is null on the last."""

    items = fields.List(fields.Nested(LetterLineSchema), required=True)
    cursor = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)
    unread = fields.Integer(required=True)


class LetterSchema(LetterLineSchema):
    """A letter whole, in the words of the e-mail."""

    text = fields.String(required=True)
    html = fields.String(required=True)


def line_document(letter: Letter, subject: str) -> dict[str, object]:
    """Return a line of the list as JSON values."""
    return {
        "id": str(letter.id),
        "dossier": letter.dossier,
        "template": letter.template,
        "language": letter.language,
        "at": _stamp(letter.at),
        "subject": subject,
        "read_at": _stamp(letter.read_at),
    }


def _stamp(instant: datetime | None) -> str | None:
    return None if instant is None else in_vietnam(instant).isoformat()
