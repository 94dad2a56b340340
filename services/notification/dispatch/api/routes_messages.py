"""`GET /internal/messages/{dossier}`: what the gateway shows of the messages about a dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import require_service
from chassis.http import json_response
from services.notification.dispatch.api.schemas import MessagesSchema, message_document
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.ports import Attempt

OfDossier = Callable[[str], Sequence[tuple[Message, Sequence[Attempt]]]]


def messages_blueprint(of_dossier: OfDossier) -> Blueprint:
    """Return the routes; the gateway has checked that the reader may see the dossier."""
    blueprint = Blueprint("messages", __name__)

    @blueprint.get("/internal/messages/<dossier>")
    @blueprint.response(200, MessagesSchema)
    def messages(dossier: str) -> Response:
        require_service("gateway")
        found = [message_document(*pair) for pair in of_dossier(dossier)]
        return json_response({"dossier": dossier, "messages": found})

    return blueprint
