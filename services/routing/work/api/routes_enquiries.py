"""Specialised systems outside answer what they were asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import idempotency_key
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.routing.work.api.enquiry_schemas import AnswerSchema, AnswerTakenSchema
from services.routing.work.domain.asking import SystemAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAnswer:
    """An answer to the enquiry `reference`.

    `key` names the request and `fingerprint` all of it that must be the same when it is sent
    again.
    """

    reference: UUID
    answer: SystemAnswer
    key: str
    fingerprint: bytes


def enquiry_blueprint(answer: Callable[[Actor, SentAnswer], StoredReply]) -> Blueprint:
    """Return `POST /enquiries/{reference}/answer`."""
    blueprint = Blueprint("enquiries", __name__)

    @blueprint.post("/enquiries/<uuid:reference>/answer")
    @blueprint.arguments(AnswerSchema, example=example(__name__, "enquiry-answer"))
    @blueprint.response(200, AnswerTakenSchema, example=example(__name__, "enquiry-answer-taken"))
    def take_answer(body: SystemAnswer, reference: UUID) -> Response:
        """Do or refuse the step a system was asked to do; counts once, a late answer never."""
        sent = SentAnswer(
            reference=reference,
            answer=body,
            key=idempotency_key(),
            fingerprint=b"\n".join((request.path.encode(), request.get_data())),
        )
        reply = answer(current_actor(), sent)
        return Response(reply.body, reply.status, reply.headers, content_type="application/json")

    return blueprint
