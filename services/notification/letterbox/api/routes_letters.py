"""`/inbox`: what was told to a citizen about their dossiers, to be read after logging in."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, next_link
from chassis.public_response import UNCHANGED
from kernel.rights import Actor
from services.notification.letterbox.api.schemas import (
    InboxQuerySchema,
    InboxSchema,
    LetterLineSchema,
    LetterSchema,
    cursor_of,
    line_document,
)
from services.notification.letterbox.domain.letter import Letter, Page, Wanted
from services.notification.templates.domain.template import Rendered


class InboxActions(Protocol):
    """What the routes do for a reader."""

    def page(self, wanted: Wanted, actor: Actor) -> Page:
        """Return a page of the reader's letters."""
        ...

    def letter(self, letter: UUID, actor: Actor) -> tuple[Letter, Rendered]:
        """Return a letter and its words; raises `LetterNotFoundError`."""
        ...

    def mark_read(self, letter: UUID, actor: Actor) -> Letter:
        """Note that it was read; raises `LetterNotFoundError`."""
        ...

    def subject(self, letter: Letter) -> str:
        """Return the subject of a letter."""
        ...


def letters_blueprint(actions: InboxActions) -> Blueprint:
    """Return the routes; only the applicant, and who files for them by a mandate, reads there."""
    blueprint = Blueprint("inbox", __name__, description="Letters to read on the web")

    @blueprint.get("/inbox")
    @blueprint.arguments(InboxQuerySchema, location="query")
    @blueprint.response(200, InboxSchema, example=example(__name__, "inbox"))
    @blueprint.alt_response(304, description=UNCHANGED)
    def inbox(wanted: Wanted) -> Response:
        """Letters about all of the reader's dossiers, newest first, with counts."""
        page = actions.page(wanted, current_actor())
        cursor = None if page.after is None else cursor_of(page.after)
        body = {
            "items": [line_document(one, actions.subject(one)) for one in page.letters],
            "cursor": cursor,
            "total": page.total,
            "unread": page.unread,
        }
        return _kept(json_response(body, headers={} if cursor is None else _next(cursor)))

    @blueprint.get("/inbox/<uuid:letter_id>")
    @blueprint.response(200, LetterSchema, example=example(__name__, "letter"))
    @blueprint.alt_response(304, description=UNCHANGED)
    def letter(letter_id: UUID) -> Response:
        """Read one letter, in the words of the e-mail; this does not mark it."""
        found, words = actions.letter(letter_id, current_actor())
        body = line_document(found, words.subject)
        return _kept(json_response(body | {"text": words.text, "html": words.html}))

    @blueprint.put("/inbox/<uuid:letter_id>/read")
    @blueprint.response(200, LetterLineSchema, example=example(__name__, "read"))
    def read(letter_id: UUID) -> Response:
        """Mark a letter as read by this account; again it stays as it was."""
        found = actions.mark_read(letter_id, current_actor())
        return json_response(line_document(found, actions.subject(found)))

    return blueprint


def _next(cursor: str) -> dict[str, str]:
    return {"Link": next_link(cursor)}


def _kept(response: Response) -> Response:
    """Let the reader's own browser keep it, and ask each time whether it changed."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
