"""Dossiers come in: filed online, at a desk, or settled on the spot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import idempotency_key
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.registry.api.answers import FiledSchema
from services.intake.registry.api.filing_schemas import FilingSchema, OnTheSpotSchema
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.opening import OnTheSpotResult

_DUPLICATE = "`duplicate-filing`: file it all the same with `despite_duplicate`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, under which Idempotency-Key (None: without), with which bytes."""

    actor: Actor
    key: str | None
    body: bytes = field(repr=False)


class FilingActions(Protocol):
    """What the routes call; each is one transaction, done once for its key."""

    def file(self, filing: Filing, asked: Asked) -> StoredReply:
        """File a dossier."""
        ...

    def settle(self, filing: Filing, result: OnTheSpotResult, asked: Asked) -> StoredReply:
        """Settle a dossier on the spot."""
        ...


def filing_blueprint(actions: FilingActions) -> Blueprint:
    """Return `POST /dossiers` and `POST /on-the-spot`."""
    blueprint = Blueprint("filing", __name__, description="Filing and reception")
    # Instances and not classes: a class would be made anew, with all it nests, at every request.

    @blueprint.post("/dossiers")
    @blueprint.arguments(FilingSchema(), example=example(__name__, "filing"))
    @blueprint.response(201, FiledSchema, example=example(__name__, "filed"))
    @blueprint.alt_response(409, description=_DUPLICATE)
    def file(filing: Filing) -> Response:
        """File a dossier."""
        return reply(actions.file(filing, asked_once()))

    @blueprint.post("/on-the-spot")
    @blueprint.arguments(OnTheSpotSchema())
    @blueprint.response(201, FiledSchema)
    @blueprint.alt_response(409, description=_DUPLICATE)
    def settle(given: tuple[Filing, OnTheSpotResult]) -> Response:
        """Receive, appraise, decide and hand over in one act."""
        return reply(actions.settle(*given, asked_once()))

    return blueprint


def asked_once() -> Asked:
    """Return the request with its key.

    Raises `IdempotencyKeyMissingError`, `UnauthenticatedError`.
    """
    return Asked(actor=current_actor(), key=idempotency_key(), body=request.get_data(cache=True))


def asked() -> Asked:
    """Return the request, with its key where it has one."""
    key = idempotency_key() if "Idempotency-Key" in request.headers else None
    return Asked(actor=current_actor(), key=key, body=request.get_data(cache=True))


def reply(stored: StoredReply) -> Response:
    """Return the response that a request was, or is to be, answered with."""
    response = Response(stored.body, stored.status, content_type="application/json")
    response.headers.update(stored.headers)
    return response
