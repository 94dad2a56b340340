"""Anyone with code and secret follows a dossier without login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from chassis.http import json_response
from services.intake.registry.api.answers import TrackedSchema
from services.intake.registry.api.query_schemas import TrackingSchema

Track = Callable[[str, str], dict[str, Any]]
"""From code and secret to the public document; raises `DossierNotFoundError`."""


def tracking_blueprint(track: Track) -> Blueprint:
    """Return `POST /tracking`."""
    blueprint = Blueprint("tracking", __name__, description="Following without login")

    @blueprint.post("/tracking")
    @blueprint.arguments(TrackingSchema())
    @blueprint.response(200, TrackedSchema)
    def tracking(given: dict[str, Any]) -> Response:
        return json_response(track(given["code"].upper(), given["secret"]))

    return blueprint
