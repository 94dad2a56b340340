"""A wrong reception is put right, and what was received before is read."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.correction.api.schemas import ReceptionCorrectionSchema, VersionsSchema
from services.intake.correction.domain.correction import ReceptionCorrection
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.routes_filing import Asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read


class ReceptionCorrectionActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def correct(
        self, code: str, version: int, correction: ReceptionCorrection, asked: Asked
    ) -> StoredReply:
        """Put the reception right."""
        ...

    def versions(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return what the dossier held before."""
        ...


def corrections_blueprint(actions: ReceptionCorrectionActions) -> Blueprint:
    """Return the routes about corrected receptions."""
    blueprint = Blueprint("receptions", __name__, description="Wrong receptions put right")

    @blueprint.post("/dossiers/<string:code>/reception-correction")
    @blueprint.arguments(ReceptionCorrectionSchema(), example=example(__name__, "correction"))
    @blueprint.response(200, ChangedSchema)
    def correct(correction: ReceptionCorrection, code: str) -> Response:
        """Put right what was received wrongly; the earlier version is kept with who and why.

        Another procedure, case variant or agency begins the work anew and finds the due date anew,
        from the acceptance on; that takes somebody who signs for the receiving agency.
        """
        return reply(actions.correct(code, version_read(), correction, asked_once()))

    @blueprint.get("/dossiers/<string:code>/versions")
    @blueprint.response(200, VersionsSchema)
    def versions(code: str) -> Response:
        """Tell what a dossier held before it was corrected or supplemented, oldest first."""
        return json_response(actions.versions(code, current_actor()))

    return blueprint
