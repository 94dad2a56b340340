"""Officers propose changes of procedures; who keeps the catalogue asks, accepts or refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import if_match, json_response, next_link, with_etag
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.intake.improvement.api.schemas import (
    AmendmentPageSchema,
    AmendmentQuerySchema,
    AmendmentSchema,
    WishSchema,
    WordsSchema,
    amendment_document,
)
from services.intake.improvement.domain.amendment import Amendment, Wish, WordKind
from services.intake.improvement.ports import AmendmentQuery
from services.intake.improvement.usecases.discuss_amendment import Said
from services.intake.registry.api.routes_filing import Asked, asked_once, reply

_SETTLED = "`amendment-settled`: it was accepted or refused"


class AmendmentActions(Protocol):
    """What the routes call, each with its own transaction."""

    def propose(self, wish: Wish, asked: Asked) -> StoredReply:
        """Enter an amendment."""
        ...

    def discuss(self, said: Said, asked: Asked) -> StoredReply:
        """Move an amendment by what is said about it."""
        ...

    def page(self, query: AmendmentQuery, actor: Actor) -> Sequence[Amendment]:
        """Return a page."""
        ...

    def read(self, amendment: UUID, actor: Actor) -> Amendment:
        """Return one."""
        ...


def amendments_blueprint(actions: AmendmentActions) -> Blueprint:
    """Return the routes under `/amendments`."""
    blueprint = Blueprint("amendments", __name__, description="Changes proposed of procedures")

    @blueprint.post("/amendments")
    @blueprint.arguments(WishSchema(), example=example(__name__, "amendment"))
    @blueprint.response(201, AmendmentSchema)
    def propose(wish: Wish) -> Response:
        """Propose a change of a procedure, for the agency you work at."""
        return reply(actions.propose(wish, asked_once()))

    @blueprint.get("/amendments")
    @blueprint.arguments(AmendmentQuerySchema(), location="query")
    @blueprint.response(200, AmendmentPageSchema)
    def page(query: AmendmentQuery) -> Response:
        """List what your agency proposed; who keeps the catalogue sees all of it. Newest first."""
        found = actions.page(query, current_actor())
        cursor = str(found[-1].id) if len(found) == query.limit else None
        document = {"items": [amendment_document(one) for one in found], "cursor": cursor}
        response = json_response(document)
        if cursor is not None:
            response.headers["Link"] = next_link(cursor)
        return response

    @blueprint.get("/amendments/<uuid:amendment>")
    @blueprint.response(200, AmendmentSchema)
    def read(amendment: UUID) -> Response:
        """Read one with all that was said about it, with its ETag."""
        found = actions.read(amendment, current_actor())
        return with_etag(json_response(amendment_document(found)), found.revision)

    _add_words(blueprint, actions)
    return blueprint


def _add_words(blueprint: Blueprint, actions: AmendmentActions) -> None:
    def said(kind: WordKind, given: dict[str, Any], amendment: UUID) -> Response:
        wanted = Said(amendment=amendment, revision=if_match(), kind=kind, text=given["text"])
        return reply(actions.discuss(wanted, asked_once()))

    @blueprint.post("/amendments/<uuid:amendment>/question")
    @blueprint.arguments(WordsSchema(), example={"text": "Văn bản nào quy định điều này?"})
    @blueprint.response(200, AmendmentSchema)
    @blueprint.alt_response(409, description=_SETTLED)
    def ask(given: dict[str, Any], amendment: UUID) -> Response:
        """Ask the agency that proposed it."""
        return said(WordKind.QUESTION, given, amendment)

    @blueprint.post("/amendments/<uuid:amendment>/answer")
    @blueprint.arguments(WordsSchema(), example={"text": "Khoản 2 Điều 5 của nghị định mới."})
    @blueprint.response(200, AmendmentSchema)
    @blueprint.alt_response(409, description=f"{_SETTLED}; `nothing-asked`")
    def answer(given: dict[str, Any], amendment: UUID) -> Response:
        """Answer what was asked, for the agency that proposed it."""
        return said(WordKind.ANSWER, given, amendment)

    @blueprint.post("/amendments/<uuid:amendment>/acceptance")
    @blueprint.arguments(WordsSchema(), example={"text": "Bỏ giấy này ở phiên bản sau."})
    @blueprint.response(200, AmendmentSchema)
    @blueprint.alt_response(409, description=_SETTLED)
    def accept(given: dict[str, Any], amendment: UUID) -> Response:
        """Accept it: what you write becomes a note for the next version of the procedure."""
        return said(WordKind.NOTE, given, amendment)

    @blueprint.post("/amendments/<uuid:amendment>/refusal")
    @blueprint.arguments(WordsSchema(), example={"text": "Luật vẫn yêu cầu giấy này."})
    @blueprint.response(200, AmendmentSchema)
    @blueprint.alt_response(409, description=_SETTLED)
    def refuse(given: dict[str, Any], amendment: UUID) -> Response:
        """Refuse it with a reason."""
        return said(WordKind.REASON, given, amendment)
