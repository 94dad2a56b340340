"""Drafts: begun, read on another device, saved, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, with_etag
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.drafts.api.draft_schemas import (
    DraftSchema,
    DraftsSchema,
    SavedDraftSchema,
    ShownDraftSchema,
)
from services.intake.drafts.domain.draft import MOST, Draft, DraftContent
from services.intake.registry.api.documents import stamp
from services.intake.registry.api.routes_filing import Asked, asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read


class DraftActions(Protocol):
    """What the routes call."""

    def begin(self, content: DraftContent, asked: Asked) -> StoredReply:
        """Keep a new draft."""
        ...

    def of(self, actor: Actor) -> dict[str, Any]:
        """Return the actor's."""
        ...

    def get(self, id_: str, actor: Actor) -> tuple[dict[str, Any], int]:
        """Return one with its version."""
        ...

    def save(self, id_: str, version: int, content: DraftContent, asked: Asked) -> StoredReply:
        """Keep one anew."""
        ...

    def delete(self, id_: str, version: int, asked: Asked) -> StoredReply:
        """Delete one."""
        ...


def drafts_blueprint(actions: DraftActions) -> Blueprint:
    """Return the routes under `/drafts`."""
    blueprint = Blueprint("drafts", __name__, description="What is filled in so far")

    @blueprint.post("/drafts")
    @blueprint.arguments(DraftSchema(), example=example(__name__, "draft"))
    @blueprint.response(201, SavedDraftSchema, example=example(__name__, "draft-saved"))
    @blueprint.alt_response(409, description="`too-many-drafts`")
    def begin(content: DraftContent) -> Response:
        """Keep what is filled in so far; it can be read on another device."""
        return reply(actions.begin(content, asked_once()))

    @blueprint.get("/drafts")
    @blueprint.response(200, DraftsSchema)
    def page() -> Response:
        """List your drafts, the one saved last first, without what is in them."""
        return json_response(actions.of(current_actor()))

    _add_one(blueprint, actions)
    return blueprint


def _add_one(blueprint: Blueprint, actions: DraftActions) -> None:
    @blueprint.get("/drafts/<uuid:draft>")
    @blueprint.response(200, ShownDraftSchema)
    def get(draft: UUID) -> Response:
        """Read one of your drafts whole."""
        document, version = actions.get(str(draft), current_actor())
        return with_etag(json_response(document), version)

    @blueprint.put("/drafts/<uuid:draft>")
    @blueprint.arguments(DraftSchema(), example=example(__name__, "draft"))
    @blueprint.response(200, SavedDraftSchema, example=example(__name__, "draft-saved"))
    def save(content: DraftContent, draft: UUID) -> Response:
        """Save a draft; its time begins anew."""
        return reply(actions.save(str(draft), version_read(), content, asked()))

    @blueprint.delete("/drafts/<uuid:draft>")
    @blueprint.response(204)
    def delete(draft: UUID) -> Response:
        """Delete a draft."""
        return reply(actions.delete(str(draft), version_read(), asked()))


def drafts_document(drafts: Sequence[Draft], now: datetime) -> dict[str, Any]:
    """Return a list of drafts."""
    return {"items": [saved_document(draft, now) for draft in drafts], "limit": MOST}


def saved_document(draft: Draft, now: datetime) -> dict[str, Any]:
    """Return a draft without what is in it."""
    return {
        "id": draft.id,
        "version": draft.version,
        "procedure": draft.content.procedure,
        "saved_at": stamp(draft.saved_at),
        "expires_at": stamp(draft.expires_at),
        "expiring": draft.expiring(now),
    }


def draft_document(draft: Draft, now: datetime) -> dict[str, Any]:
    """Return a draft whole."""
    content = draft.content
    return {
        **saved_document(draft, now),
        "language": content.language,
        "body": content.body,
        "email": content.email,
    }
