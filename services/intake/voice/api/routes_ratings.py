"""Ratings over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from flask_smorest import Blueprint

from chassis.idempotency import StoredReply
from services.intake.registry.api.routes_filing import Asked, asked, reply
from services.intake.voice.api.rating_schemas import RatedSchema, RatingSchema
from services.intake.voice.domain.rating import Rating

Rate = Callable[[str, Rating, Asked], StoredReply]
"""Rates a dossier in one transaction."""


def ratings_blueprint(rate: Rate) -> Blueprint:
    """Return `POST /dossiers/{code}/rating`."""
    blueprint = Blueprint("ratings", __name__, description="Satisfaction")

    @blueprint.post("/dossiers/<string:code>/rating")
    @blueprint.arguments(RatingSchema())
    @blueprint.response(201, RatedSchema)
    def rating(given: Rating, code: str) -> Response:
        """Rate how a dossier was handled."""
        return reply(rate(code, given, asked()))

    return blueprint
