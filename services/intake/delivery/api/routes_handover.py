"""The result is given to the citizen, and it is written down to whom."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.delivery.api.handover_schemas import HandoverSchema, ShownHandoverSchema
from services.intake.delivery.domain.handover import Delivered, HandOver
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.documents import by_document, stamp
from services.intake.registry.api.routes_filing import Asked, asked, reply
from services.intake.registry.api.routes_reception import version_read
from services.intake.registry.domain.masking import masked_number


class HandoverActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def hand_over(
        self, code: str, version: int, delivered: Delivered, asked: Asked
    ) -> StoredReply:
        """Hand the result over."""
        ...

    def handed_over(self, code: str, actor: Actor) -> HandOver:
        """Return how it was handed over."""
        ...


def handover_blueprint(actions: HandoverActions) -> Blueprint:
    """Return the routes about the result in the citizen's hands."""
    blueprint = Blueprint("handover", __name__, description="The result is given")

    @blueprint.post("/dossiers/<string:code>/handover")
    @blueprint.arguments(HandoverSchema(), example=example(__name__, "handover"))
    @blueprint.response(200, ChangedSchema)
    def hand_over(delivered: Delivered, code: str) -> Response:
        """Hand the result over: in person only against an identity document."""
        return reply(actions.hand_over(code, version_read(), delivered, asked()))

    @blueprint.get("/dossiers/<string:code>/handover")
    @blueprint.response(200, ShownHandoverSchema, example=example(__name__, "handed-over"))
    def handed_over(code: str) -> Response:
        """Tell how, when and to whom the result was given."""
        return json_response(_document(actions.handed_over(code, current_actor())))

    return blueprint


def _document(handover: HandOver) -> dict[str, Any]:
    delivered = handover.delivered
    receiver, fee = delivered.receiver, delivered.fee
    return {
        "at": stamp(handover.at),
        "by": by_document(handover.by),
        "method": delivered.method,
        "receiver": receiver
        and {
            "name": receiver.name,
            "capacity": handover.capacity,
            "document": receiver.document,
            "number": masked_number(receiver.number),
            "authority": receiver.authority,
            "signature": receiver.signature,
        },
        "fee": fee and {"amount": fee.amount, "receipt": fee.receipt},
    }
