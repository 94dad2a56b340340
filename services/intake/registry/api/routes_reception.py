"""The desk answers a dossier."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.examples import example
from chassis.http import if_match, json_response
from chassis.idempotency import StoredReply
from kernel.errors import StaleVersionError
from services.intake.registry.api.answers import ChangedSchema, RefusalReasonsSchema
from services.intake.registry.api.query_schemas import NothingSchema, RefusalSchema
from services.intake.registry.api.routes_filing import Asked, asked, reply
from services.intake.registry.domain.refusal import REASONS, Refusal, RefusalCode


class ReceptionActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def accept(self, code: str, version: int, asked: Asked) -> StoredReply:
        """Accept the dossier."""
        ...

    def refuse(self, code: str, version: int, refusal: Refusal, asked: Asked) -> StoredReply:
        """Refuse the dossier."""
        ...


def reception_blueprint(actions: ReceptionActions) -> Blueprint:
    """Return acceptance and refusal."""
    blueprint = Blueprint("reception", __name__, description="The desk's answers")

    @blueprint.post("/dossiers/<string:code>/acceptance")
    @blueprint.arguments(NothingSchema(), required=False)
    @blueprint.response(200, ChangedSchema, example=example(__name__, "accepted"))
    def accept(_nothing: dict[str, Any], code: str) -> Response:
        """Accept a dossier: the clock starts."""
        return reply(actions.accept(code, version_read(), asked()))

    @blueprint.post("/dossiers/<string:code>/refusal")
    @blueprint.arguments(RefusalSchema())
    @blueprint.response(200, ChangedSchema)
    def refuse(refusal: Refusal, code: str) -> Response:
        """Refuse a dossier, with the reason."""
        return reply(actions.refuse(code, version_read(), refusal, asked()))

    @blueprint.get("/refusal-reasons")
    @blueprint.response(200, RefusalReasonsSchema)
    def reasons() -> Response:
        """List the coded reasons for not taking a dossier in."""
        return json_response({"items": [_reason_document(code) for code in REASONS]})

    return blueprint


def _reason_document(code: RefusalCode) -> dict[str, Any]:
    reason = REASONS[code]
    return {"code": code, "name": reason.name.to_document(), "ground": reason.ground}


def version_read() -> int:
    """Return the version in `If-Match`.

    Raises `PreconditionRequiredError` without one, `StaleVersionError` for what no dossier has.
    """
    tag = if_match()
    if not (tag.isascii() and tag.isdigit()) or len(tag) > 9:  # noqa: PLR2004 -- fits an integer
        raise StaleVersionError
    return int(tag)
