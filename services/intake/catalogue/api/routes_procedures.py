"""The public catalogue of procedures over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from chassis.http import json_response, next_link
from chassis.public_response import UNCHANGED, public_response
from kernel.channel import Channel
from services.intake.catalogue.api.announced_schemas import AsAnnouncedSchema
from services.intake.catalogue.api.query_schemas import AdviceQuestionSchema, SearchSchema
from services.intake.catalogue.api.schemas import (
    AdviceSchema,
    CardSchema,
    PageSchema,
)
from services.intake.catalogue.domain.errors import ExampleNotOfferedError
from services.intake.catalogue.domain.form_schema import json_schema
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import AnnouncedVersion
from services.intake.catalogue.usecases.advise import Advice, AdviceQuestion
from services.intake.catalogue.usecases.search_procedures import ProcedurePage


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureActions:
    """What the routes call: use cases bound to a transaction, a clock and the day.

    `search` takes the query and the agency; `find` and `card` raise `ProcedureNotFoundError`.
    """

    search: Callable[[ProcedureQuery, str | None], ProcedurePage]
    find: Callable[[str], ProcedureVersion]
    card: Callable[[str], ProcedureVersion | AnnouncedVersion]
    advise: Callable[[str, AdviceQuestion], Advice]


def procedures_blueprint(actions: ProcedureActions, *, examples: bool) -> Blueprint:
    """Return the routes under `/procedures`; `examples` offers complete bodies to try the API."""
    blueprint = Blueprint("procedures", __name__, description="The public catalogue")
    _add_reading(blueprint, actions)
    _add_forms(blueprint, actions, examples=examples)

    @blueprint.post("/procedures/<string:code>/advice")
    @blueprint.arguments(AdviceQuestionSchema, required=False)
    @blueprint.response(200, AdviceSchema)
    def advise_on(asked: dict[str, Any], code: str) -> dict[str, Any]:
        """Answers in, advice out: case, papers, fee, channel, and the date if filed now."""
        channel = asked.get("channel")
        question = AdviceQuestion(
            answers=asked["answers"],
            values=asked["values"],
            channel=Channel(channel) if channel else None,
            agency=asked.get("agency"),
        )
        return _advice_document(actions.advise(code, question))

    return blueprint


def _add_reading(blueprint: Blueprint, actions: ProcedureActions) -> None:
    @blueprint.get("/procedures")
    @blueprint.arguments(SearchSchema, location="query")
    @blueprint.response(200, PageSchema)
    @blueprint.alt_response(304, description=UNCHANGED)
    def search(asked: dict[str, Any]) -> Response:
        """Search the public catalogue in everyday words, with or without accents, best first."""
        query = ProcedureQuery(
            text=asked["q"],
            field=asked.get("field"),
            level=asked.get("level"),
            after=asked.get("cursor"),
            limit=asked["limit"],
        )
        page = actions.search(query, asked.get("agency"))
        shown = PageSchema().dump(page)
        cursor = shown["cursor"]
        return public_response(shown, headers={"Link": next_link(cursor)} if cursor else {})

    @blueprint.get("/procedures/<string:code>")
    @blueprint.response(200, CardSchema)
    @blueprint.alt_response(304, description=UNCHANGED)
    def card(code: str) -> Response:
        """Read the card of a procedure: the version in force, or what was announced of it."""
        found = actions.card(code)
        shown = CardSchema().dump(found) if isinstance(found, ProcedureVersion) else _card(found)
        return public_response(shown)


def _add_forms(blueprint: Blueprint, actions: ProcedureActions, *, examples: bool) -> None:
    @blueprint.get("/procedures/<string:code>/form")
    @blueprint.response(200, content_type="application/schema+json")
    @blueprint.alt_response(304, description=UNCHANGED)
    def form(code: str) -> Response:
        """Read the e-form of a procedure as JSON Schema 2020-12, with labels."""
        version = actions.find(code)
        document = json_schema(
            version.procedure.form,
            schema_id=f"urn:motcua:procedure:{version.code}:{version.version}:form",
            title=version.procedure.card.short_name.vi,
        )
        media_type = {"Content-Type": "application/schema+json"}
        return public_response(document, headers=media_type)

    @blueprint.get("/procedures/<string:code>/example")
    @blueprint.response(200)
    def example(code: str) -> Response:
        """Give a complete valid body for filing, where the demonstration issuer is on."""
        version = actions.find(code)
        if not examples or version.procedure.example is None:
            raise ExampleNotOfferedError
        # It is filed again and again by those who try the system.
        return json_response({**version.procedure.example, "despite_duplicate": True})


def _card(found: AnnouncedVersion) -> dict[str, Any]:
    procedure = found.procedure
    name = {"vi": procedure.name, "en": procedure.name}
    return {
        "code": procedure.code,
        "at_the_door": False,
        "name": name,
        "short_name": name,
        "field": {"code": None, "name": procedure.field},
        "tier": next(iter(procedure.tiers), None),
        "decision": procedure.decision,
        "as_announced": AsAnnouncedSchema().dump(procedure),
    }


def _advice_document(advice: Advice) -> dict[str, Any]:
    return {
        "procedure": advice.procedure,
        "version": advice.version,
        "case": advice.case,
        "open_questions": advice.open_questions,
        "channel": advice.channel,
        "channels": advice.channels,
        "papers": advice.papers,
        "fee": {"total": sum(item.amount for item in advice.fees), "items": advice.fees},
        "term": advice.term,
        "deadline": advice.deadline,
        "redirected": advice.redirected,
    }
