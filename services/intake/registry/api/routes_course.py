"""A dossier is taken back by its owner, held up by a head, or erased at the end of its time."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.idempotency import StoredReply
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.course_schemas import (
    ErasureSchema,
    ReasonSchema,
    WithdrawalSchema,
)
from services.intake.registry.api.routes_filing import Asked, asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read


class CourseActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def withdraw(self, code: str, version: int, reason: str | None, asked: Asked) -> StoredReply:
        """Take the dossier back; answers 202 where routing has to settle it."""
        ...

    def suspend(
        self, code: str, version: int, reason: str, asked: Asked, *, resume: bool
    ) -> StoredReply:
        """Hold the work up, or let it go on."""
        ...

    def erase(self, code: str, version: int, decision: str, asked: Asked) -> StoredReply:
        """Erase what identifies people."""
        ...


def course_blueprint(actions: CourseActions) -> Blueprint:
    """Return withdrawal, suspension and resumption."""
    blueprint = Blueprint("course", __name__, description="Taken back or held up")

    @blueprint.post("/dossiers/<string:code>/withdrawal")
    @blueprint.arguments(WithdrawalSchema(), required=False)
    @blueprint.response(200, ChangedSchema)
    @blueprint.alt_response(202, schema=ChangedSchema, description="Recorded; routing settles it")
    def withdraw(given: dict[str, Any], code: str) -> Response:
        """Take a dossier back: at once before acceptance, else as soon as the case is closed."""
        return reply(actions.withdraw(code, version_read(), given.get("reason"), asked_once()))

    @blueprint.post("/dossiers/<string:code>/suspension")
    @blueprint.arguments(ReasonSchema())
    @blueprint.response(200, ChangedSchema)
    def suspend(given: dict[str, Any], code: str) -> Response:
        """Hold the work up; the clock goes on."""
        return reply(
            actions.suspend(code, version_read(), given["reason"], asked_once(), resume=False)
        )

    @blueprint.post("/dossiers/<string:code>/resumption")
    @blueprint.arguments(ReasonSchema())
    @blueprint.response(200, ChangedSchema)
    def resume(given: dict[str, Any], code: str) -> Response:
        """Let the work go on."""
        return reply(
            actions.suspend(code, version_read(), given["reason"], asked_once(), resume=True)
        )

    @blueprint.post("/dossiers/<string:code>/erasure")
    @blueprint.arguments(ErasureSchema(), example={"decision": "12/QĐ-UBND"})
    @blueprint.response(200, ChangedSchema)
    def erase(given: dict[str, Any], code: str) -> Response:
        """Erase what identifies people in a closed dossier whose time is over; figures stay."""
        return reply(actions.erase(code, version_read(), given["decision"], asked()))

    return blueprint
