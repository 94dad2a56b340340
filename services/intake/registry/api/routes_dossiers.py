"""Dossiers are read: lists, search, one file and its histories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, next_link, with_etag
from kernel.rights import Actor
from services.intake.registry.api.answers import (
    AccessesSchema,
    DossierDeadlineSchema,
    DossierPageSchema,
    DossierSchema,
    TimelineSchema,
)
from services.intake.registry.api.list_schemas import (
    DossierQuerySchema,
    DossierSearchSchema,
    SearchPageSchema,
    after_of,
)
from services.intake.registry.domain.listing import DossierQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """A dossier's document with the version for its ETag."""

    document: dict[str, Any]
    version: int


class ReadingActions(Protocol):
    """What the routes call; each returns a document made in one transaction."""

    def page(self, query: DossierQuery, actor: Actor) -> dict[str, Any]:
        """Return a page of the actor's dossiers."""
        ...

    def search(self, query: DossierQuery, actor: Actor) -> dict[str, Any]:
        """Return a page of the agency's dossiers that fit."""
        ...

    def get(self, code: str, actor: Actor) -> FileAnswer:
        """Return one dossier."""
        ...

    def timeline(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return what happened to it."""
        ...

    def deadline(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return why its date is what it is."""
        ...

    def accesses(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return who opened it."""
        ...


def dossiers_blueprint(actions: ReadingActions) -> Blueprint:
    """Return the reading routes under `/dossiers`."""
    blueprint = Blueprint("dossiers", __name__, description="Dossiers for their readers")
    _add_lists(blueprint, actions)
    _add_histories(blueprint, actions)

    @blueprint.get("/dossiers/<code:code>")
    @blueprint.response(200, DossierSchema, example=example(__name__, "dossier"))
    def get(code: str) -> Response:
        """One dossier as it stands, with its ETag; the reading is noted."""
        answer = actions.get(code, current_actor())
        return with_etag(json_response(answer.document), answer.version)

    return blueprint


def _add_lists(blueprint: Blueprint, actions: ReadingActions) -> None:
    @blueprint.get("/dossiers")
    @blueprint.arguments(DossierQuerySchema(), location="query")
    @blueprint.response(200, DossierPageSchema)
    def page(query: DossierQuery) -> Response:
        """List the caller's dossiers, or those of the agency; a short page need not be the last.

        `Link` (and `cursor`) lead on as long as there is more to look through.
        """
        return _page_answer(actions.page(query, current_actor()))

    @blueprint.post("/dossiers/search")
    @blueprint.arguments(DossierSearchSchema(), example=example(__name__, "search"))
    @blueprint.arguments(SearchPageSchema(), location="query")
    @blueprint.response(200, DossierPageSchema)
    def search(query: DossierQuery, place: dict[str, Any]) -> Response:
        """Dossiers by name, code or its end, id number, tax code, phone; given in the body.

        So no address holds them. Of names, beginnings of words in any order, with accents or
        without. For the next page the same body goes to the address in `Link`.
        """
        return _page_answer(actions.search(_query_at(query, place), current_actor()))


def _query_at(query: DossierQuery, place: dict[str, Any]) -> DossierQuery:
    """Return the search at the page its address names, where it names one."""
    after, limit = place["cursor"], place["limit"]
    return replace(
        query,
        after=query.after if after is None else after_of(after, query.order),
        limit=limit or query.limit,
    )


def _page_answer(document: dict[str, Any]) -> Response:
    response = json_response(document)
    if document["cursor"]:
        response.headers["Link"] = next_link(document["cursor"])
    return response


def _add_histories(blueprint: Blueprint, actions: ReadingActions) -> None:
    @blueprint.get("/dossiers/<string:code>/timeline")
    @blueprint.response(200, TimelineSchema, example=example(__name__, "timeline"))
    def timeline(code: str) -> Response:
        """Tell what happened to a dossier, in order."""
        return json_response(actions.timeline(code, current_actor()))

    @blueprint.get("/dossiers/<string:code>/deadline")
    @blueprint.response(200, DossierDeadlineSchema, example=example(__name__, "deadline"))
    def deadline(code: str) -> Response:
        """Why the due date is what it is: every move with its ground."""
        return json_response(actions.deadline(code, current_actor()))

    @blueprint.get("/dossiers/<string:code>/accesses")
    @blueprint.response(200, AccessesSchema, example=example(__name__, "accesses"))
    def accesses(code: str) -> Response:
        """Who opened the file, and when."""
        return json_response(actions.accesses(code, current_actor()))
