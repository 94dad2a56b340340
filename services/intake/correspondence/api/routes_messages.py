"""Citizen and officers write to each other about a dossier."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.http import json_response, next_link
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.correspondence.api.schemas import (
    MessageSchema,
    ThreadQuerySchema,
    ThreadSchema,
    WrittenSchema,
)
from services.intake.correspondence.domain.message import NOTICE, Message, Thread
from services.intake.registry.api.documents import stamp
from services.intake.registry.api.routes_filing import Asked, asked_once, reply


class ThreadActions(Protocol):
    """What the routes call."""

    def write(self, code: str, words: str, asked: Asked) -> StoredReply:
        """Add a message."""
        ...

    def read(self, code: str, *, before: int | None, limit: int, actor: Actor) -> Thread:
        """Return a page."""
        ...


def messages_blueprint(actions: ThreadActions) -> Blueprint:
    """Return the routes of the thread."""
    blueprint = Blueprint("messages", __name__, description="Questions and answers")

    @blueprint.get("/dossiers/<string:code>/messages")
    @blueprint.arguments(ThreadQuerySchema(), location="query")
    @blueprint.response(200, ThreadSchema)
    def read(query: dict[str, Any], code: str) -> Response:
        """List what was written about a dossier, newest first; what is shown counts as read."""
        thread = actions.read(
            code, before=query["cursor"], limit=query["limit"], actor=current_actor()
        )
        document = thread_document(thread)
        response = json_response(document)
        if document["cursor"]:
            response.headers["Link"] = next_link(document["cursor"])
        return response

    @blueprint.post("/dossiers/<string:code>/messages")
    @blueprint.arguments(MessageSchema(), example={"text": "Tôi đến nhận vào thứ Bảy được không?"})
    @blueprint.response(201, WrittenSchema)
    def write(given: dict[str, Any], code: str) -> Response:
        """Write about a dossier; the other side gets a notice without the words."""
        return reply(actions.write(code, given["text"], asked_once()))

    return blueprint


def thread_document(thread: Thread) -> dict[str, Any]:
    """Return a page of a thread."""
    last = thread.messages[-1].number if thread.more else None
    return {
        "notice": NOTICE.to_document(),
        "items": [message_document(one) for one in thread.messages],
        "unread": thread.unread,
        "closed": thread.closed,
        "cursor": None if last is None else str(last),
    }


def message_document(message: Message) -> dict[str, Any]:
    """Return a message; of an officer post and agency are shown, of a citizen nothing."""
    by = message.by
    return {
        "number": message.number,
        "at": stamp(message.at),
        "side": message.side,
        "by": None if by is None else {name: by.get(name) for name in ("post", "agency")},
        "text": message.words,
        "read": message.read,
    }
