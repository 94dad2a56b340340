"""Binds what citizens say of the service to transactions."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from services.intake import metrics
from services.intake.registry.api.routes_filing import Asked
from services.intake.voice.api.routes_ratings import ratings_blueprint
from services.intake.voice.domain.rating import Rating
from services.intake.voice.store.ratings import PgRatings
from services.intake.voice.usecases.rate_dossier import rate_dossier
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import once
from services.intake.wiring.staff import placed_today


def voice_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes of ratings."""

    def rate(code: str, rating: Rating, asked: Asked) -> StoredReply:
        def do(tx: Transaction) -> StoredReply:
            rate_dossier(
                code,
                rating,
                actor=placed_today(parts, tx, asked.actor),
                clock=parts.clock,
                dossiers=parts.dossiers(tx),
                ratings=PgRatings(tx),
                events=parts.events(tx),
            )
            metrics.rated().labels(str(rating.overall)).inc()
            body = orjson.dumps(_document(code, rating))
            return StoredReply(status=201, headers={}, body=body)

        return once(parts, asked, f"rate {code}", do)

    return (ratings_blueprint(rate),)


def _document(code: str, rating: Rating) -> dict[str, object]:
    return {
        "dossier": code,
        "overall": rating.overall,
        "quality": rating.quality,
        "time": rating.time,
        "cost": rating.cost,
        "channel": rating.channel,
    }
