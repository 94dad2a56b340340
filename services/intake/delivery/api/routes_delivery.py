"""The owner says in which way the result is to reach them."""

from __future__ import annotations

from typing import Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.examples import example
from chassis.idempotency import StoredReply
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.filing_schemas import DeliverySchema
from services.intake.registry.api.routes_filing import Asked, asked, reply
from services.intake.registry.api.routes_reception import version_read
from services.intake.registry.domain.delivery import Delivery


class DeliveryActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def change(self, code: str, version: int, wanted: Delivery, asked: Asked) -> StoredReply:
        """Have the result delivered in another way."""
        ...


def delivery_blueprint(actions: DeliveryActions) -> Blueprint:
    """Return the route about the way of the result."""
    blueprint = Blueprint("delivery", __name__, description="How the result is wanted")

    @blueprint.put("/dossiers/<string:code>/delivery")
    @blueprint.arguments(DeliverySchema(), example=example(__name__, "delivery"))
    @blueprint.response(200, ChangedSchema)
    @blueprint.alt_response(409, description="`delivery-fixed`: over, or on its way")
    def change(wanted: Delivery, code: str) -> Response:
        """Change how the result is to reach you, until it is handed over."""
        return reply(actions.change(code, version_read(), wanted, asked()))

    return blueprint
