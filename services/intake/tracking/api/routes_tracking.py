"""Anyone follows a dossier without login: with its secret, or with a code sent to a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_caller, require_service
from chassis.examples import example
from chassis.http import json_response
from services.intake.registry.api.documents import stamp, status_document
from services.intake.registry.domain.followed import Followed
from services.intake.tracking.api.schemas import (
    CodeOnItsWaySchema,
    TrackedSchema,
    TrackingSchema,
)
from services.intake.tracking.domain.one_time_code import LIFE
from services.intake.tracking.domain.source import Source, source_of
from services.intake.tracking.ports import CodeMessage

CLIENT_ADDRESS = "Motcua-Client-Address"
"""Where the gateway says from which address it was asked; nobody else is heard here."""
CLIENT_REGISTERED = "Motcua-Client-Registered"
"""`1` where a registered kiosk stands at that address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The code of a dossier as it was given, and who gave it."""

    code: str
    source: Source


class TrackingActions(Protocol):
    """What the routes do, each with transactions of its own.

    All raise `TooManyTriesError`; the first and last `NotTrackedError`.
    """

    def by_secret(self, asked: Asked, secret: str) -> Followed:
        """Return the dossier whose secret this is."""
        ...

    def send_code(self, asked: Asked, phone: str) -> CodeMessage:
        """Return what the gateway carries on, a code or a decoy."""
        ...

    def by_code(self, asked: Asked, otp: str) -> Followed:
        """Return the dossier this code was sent for, once."""
        ...


def tracking_blueprint(actions: TrackingActions) -> Blueprint:
    """Return `POST /tracking`, for the gateway alone."""
    blueprint = Blueprint("tracking", __name__, description="Following without login")

    @blueprint.post("/tracking")
    @blueprint.arguments(TrackingSchema(), example=example(__name__, "tracking"))
    @blueprint.response(200, TrackedSchema, example=example(__name__, "tracked"))
    @blueprint.alt_response(202, schema=CodeOnItsWaySchema, example={"expires_in": 600})
    @blueprint.alt_response(404, description="No such dossier, or not its secret or code")
    @blueprint.alt_response(429, description="Too many tries")
    def tracking(given: dict[str, Any]) -> Response:
        """Follow a dossier without login, by its secret or a one-time code."""
        require_service("gateway")
        source = source_of(
            current_caller().actor,
            request.headers.get(CLIENT_ADDRESS),
            kiosk=request.headers.get(CLIENT_REGISTERED) == "1",
        )
        asked = Asked(given["code"].upper(), source)
        if "phone" in given:
            return _on_its_way(actions.send_code(asked, given["phone"]))
        if "otp" in given:
            return json_response(_document(actions.by_code(asked, given["otp"])))
        return json_response(_document(actions.by_secret(asked, given["secret"])))

    return blueprint


def _on_its_way(message: CodeMessage) -> Response:
    """Answer 202; `message` is for the gateway, which takes it out before anybody sees it."""
    expires_in = int(LIFE.total_seconds())
    return json_response({"expires_in": expires_in, "message": _message(message)}, 202)


def _message(message: CodeMessage) -> dict[str, object]:
    return {
        "id": str(message.id),
        "dossier": message.dossier,
        "phone": message.phone,
        "language": message.language,
        "otp": message.otp,
        "minutes": message.minutes,
    }


def _document(dossier: Followed) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "procedure": dossier.procedure,
        "status": status_document(dossier.status),
        "filed_at": stamp(dossier.filed_at),
        "received_at": stamp(dossier.received_at),
        "accepted_at": stamp(dossier.accepted_at),
        "due_at": stamp(dossier.due_at),
        "due_provisional": dossier.due_provisional,
        "finished_at": stamp(dossier.finished_at),
        "handed_over_at": stamp(dossier.handed_over_at),
    }
