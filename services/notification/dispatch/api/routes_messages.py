"""`GET /dossiers/{code}/notices`: what became of each message about a dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response
from flask_smorest import Blueprint

from chassis.http import json_response
from services.notification.dispatch.api.schemas import MessagesSchema, message_document
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.ports import Attempt

OfDossier = Callable[[str], Sequence[tuple[Message, Sequence[Attempt]]]]


def messages_blueprint(of_dossier: OfDossier) -> Blueprint:
    """Return the routes; the gateway has asked intake whether the reader may see the dossier."""
    blueprint = Blueprint("messages", __name__)

    @blueprint.get("/dossiers/<code:code>/notices")
    @blueprint.response(200, MessagesSchema)
    def notices(code: str) -> Response:
        """Read what the applicant was told, by which channel, and what became of it."""
        found = [message_document(*pair) for pair in of_dossier(code)]
        return json_response({"dossier": code, "messages": found})

    return blueprint
