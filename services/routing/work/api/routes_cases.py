"""Where the case of a dossier stands, for the services that compose it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import require_service
from chassis.http import json_response
from services.routing.work.api.documents import case_document
from services.routing.work.domain.reading import CaseView


def case_blueprint(find: Callable[[str], CaseView], readers: tuple[str, ...]) -> Blueprint:
    """Return `GET /internal/cases/{dossier}`, open to the services in `readers`."""
    blueprint = Blueprint("internal-cases", __name__)

    @blueprint.get("/internal/cases/<dossier>")
    @blueprint.response(200)
    def case(dossier: str) -> Response:
        """Legs and steps of a dossier's case, in the order of the process."""
        require_service(*readers)
        return json_response(case_document(find(dossier)))

    return blueprint
