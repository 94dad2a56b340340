"""Proposals over HTTP: who decides finds them, declines with a reason, or signs a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import idempotency_key, if_match, json_response, next_link, with_etag
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.routing.work.api.proposal_schemas import (
    DecisionSchema,
    ProposalPageSchema,
    ProposalSchema,
    ProposalsQuerySchema,
    proposal_cursor,
)
from services.routing.work.domain.proposal_reach import ProposalPlace, ProposalRequest

_BASE = "/proposals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is done with a proposal: `acceptance` or `decline`, at the version that was read."""

    proposal: UUID
    action: str
    version: str
    reason: str | None = field(repr=False)
    key: str
    fingerprint: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDoor:
    """What stands behind the routes, each with its own transaction; documents come out."""

    page: Callable[[Actor, ProposalRequest], tuple[Sequence[dict[str, Any]], ProposalPlace | None]]
    find: Callable[[Actor, UUID], dict[str, Any]]
    settle: Callable[[Actor, Decided], StoredReply]


def proposal_blueprint(door: ProposalDoor) -> Blueprint:
    """Return `/proposals`."""
    blueprint = Blueprint("proposals", __name__, description="What officers propose")

    @blueprint.get(_BASE)
    @blueprint.arguments(ProposalsQuerySchema, location="query")
    @blueprint.response(200, ProposalPageSchema)
    def page(wanted: ProposalRequest) -> Response:
        """List what waits for a decision at the caller's agencies, the oldest first."""
        items, after = door.page(current_actor(), wanted)
        cursor = None if after is None else proposal_cursor(after)
        headers = {} if cursor is None else {"Link": next_link(cursor)}
        return json_response({"items": items, "cursor": cursor}, headers=headers)

    @blueprint.get(f"{_BASE}/<uuid:proposal_id>")
    @blueprint.response(200, ProposalSchema, example=example(__name__, "proposal"))
    def one(proposal_id: UUID) -> Response:
        """One proposal in its words, with its entity tag."""
        document = door.find(current_actor(), proposal_id)
        return with_etag(json_response(document), document["etag"])

    @blueprint.post(f"{_BASE}/<uuid:proposal_id>/<any('acceptance','decline'):action>")
    @blueprint.arguments(DecisionSchema, required=False)
    @blueprint.response(200, ProposalSchema)
    def settle(body: dict[str, Any], proposal_id: UUID, action: str) -> Response:
        """Decline what was proposed and say why, or sign the refusal; papers the desk asks for."""
        decided = Decided(
            proposal=proposal_id,
            action=action,
            version=if_match(),
            key=idempotency_key(),
            fingerprint=b"\n".join((request.path.encode(), request.get_data())),
            **body,
        )
        reply = door.settle(current_actor(), decided)
        return Response(reply.body, reply.status, reply.headers, content_type="application/json")

    return blueprint
