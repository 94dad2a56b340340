"""A result with an error is taken back before it is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.http import json_response
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.delivery.api.schemas import CorrectionSchema, CorrectionsSchema
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.documents import by_document, stamp
from services.intake.registry.api.routes_filing import Asked, asked, reply
from services.intake.registry.api.routes_reception import version_read
from services.intake.registry.domain.reopening import Correction


class CorrectionActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def correct(self, code: str, version: int, reason: str, asked: Asked) -> StoredReply:
        """Take the result back."""
        ...

    def corrections(self, code: str, actor: Actor) -> Sequence[Correction]:
        """Return why results were taken back."""
        ...


def correction_blueprint(actions: CorrectionActions) -> Blueprint:
    """Return the routes about corrections of errors."""
    blueprint = Blueprint("correction", __name__, description="Errors in a result")

    @blueprint.post("/dossiers/<string:code>/error-correction")
    @blueprint.arguments(CorrectionSchema(), example={"reason": "Sai ngày sinh trên giấy."})
    @blueprint.response(200, ChangedSchema)
    def correct(given: dict[str, Any], code: str) -> Response:
        """Take a result back before it is handed over; the case goes on, the due date stays."""
        return reply(actions.correct(code, version_read(), given["reason"], asked()))

    @blueprint.get("/dossiers/<string:code>/error-correction")
    @blueprint.response(200, CorrectionsSchema)
    def corrections(code: str) -> Response:
        """Tell why the result was taken back, every time."""
        found = actions.corrections(code, current_actor())
        return json_response({"items": [_document(one) for one in found]})

    return blueprint


def _document(correction: Correction) -> dict[str, Any]:
    return {
        "at": stamp(correction.at),
        "by": by_document(correction.by),
        "cause": correction.cause,
        "reason": correction.reason,
    }
