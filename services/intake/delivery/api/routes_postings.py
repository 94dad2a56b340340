"""A result is given to the post, and how far the parcel is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.delivery.api.posting_schemas import PostingSchema, ShownPostingsSchema
from services.intake.delivery.domain.handover import FeeTaken
from services.intake.delivery.domain.posting import Posting
from services.intake.registry.api.answers import ChangedSchema
from services.intake.registry.api.documents import by_document, stamp
from services.intake.registry.api.routes_filing import Asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read

_CONFLICTS = (
    "`result-on-its-way`, `post-not-wanted`, `post-not-connected`, `return-fee-unpaid`, "
    "`draft-not-confirmed`, or a dossier without a result to give"
)


class PostingActions(Protocol):
    """What the routes call; `version` is the one the caller read the dossier at."""

    def post(self, code: str, version: int, fee: FeeTaken | None, asked: Asked) -> StoredReply:
        """Give the result to the post."""
        ...

    def postings(self, code: str, actor: Actor) -> Sequence[Posting]:
        """Return every time it was given to the post."""
        ...


def postings_blueprint(actions: PostingActions) -> Blueprint:
    """Return the routes about results on their way by post."""
    blueprint = Blueprint("postings", __name__, description="Results that leave by post")

    @blueprint.post("/dossiers/<string:code>/postings")
    @blueprint.arguments(PostingSchema(), example={})
    @blueprint.response(201, ChangedSchema)
    @blueprint.alt_response(409, description=_CONFLICTS)
    def post(given: dict[str, Any], code: str) -> Response:
        """Give the result to the post; the dossier stays in 9 until it is delivered.

        The order goes to the carrier in the background; `GET` tells how far it is.
        """
        return reply(actions.post(code, version_read(), given["fee"], asked_once()))

    @blueprint.get("/dossiers/<string:code>/postings")
    @blueprint.response(200, ShownPostingsSchema, example=example(__name__, "postings"))
    def postings(code: str) -> Response:
        """Tell how often the result was given to the post, and how far each parcel came."""
        found = actions.postings(code, current_actor())
        return json_response({"items": [_document(one) for one in found]})

    return blueprint


def _document(posting: Posting) -> dict[str, Any]:
    fee = posting.fee
    return {
        "number": posting.number,
        "reference": posting.reference,
        "posted_at": stamp(posting.posted_at),
        "by": by_document(posting.by),
        "state": posting.state,
        "tracking_number": posting.tracking_number,
        "fee": fee and {"amount": fee.amount, "receipt": fee.receipt},
        "moves": [{"state": move.state, "at": stamp(move.at)} for move in posting.moves],
    }
