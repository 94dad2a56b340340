"""Mandates: given, entered at a desk, looked at, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import current_actor
from chassis.examples import example
from chassis.http import json_response, with_etag
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from kernel.visibility import Part
from services.intake.registry.api.answers import AccessesSchema
from services.intake.registry.api.documents import stamp
from services.intake.registry.api.mandate_schemas import (
    ChangedMandateSchema,
    FoundMandatesSchema,
    MandateSchema,
    MandateSearchSchema,
    MandatesSchema,
    ShownMandateSchema,
)
from services.intake.registry.api.query_schemas import NothingSchema
from services.intake.registry.api.routes_filing import Asked, asked_once, reply
from services.intake.registry.api.routes_reception import version_read
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.mandate import Mandate, MandateGiven
from services.intake.registry.domain.mandate_search import MandateQuery
from services.intake.registry.domain.masking import shown_person

_SHOWN = ("name", "id_number", "tax_code")


class MandateActions(Protocol):
    """What the routes call."""

    def grant(self, given: MandateGiven, asked: Asked) -> StoredReply:
        """Keep a mandate."""
        ...

    def of(self, actor: Actor) -> dict[str, Any]:
        """Return the actor's."""
        ...

    def get(self, id_: str, actor: Actor) -> tuple[dict[str, Any], int]:
        """Return one with its version."""
        ...

    def search(self, query: MandateQuery, actor: Actor) -> dict[str, Any]:
        """Return what a desk finds."""
        ...

    def accesses(self, id_: str, actor: Actor) -> dict[str, Any]:
        """Return who of the staff looked at one."""
        ...

    def revoke(self, id_: str, version: int, asked: Asked) -> StoredReply:
        """End one."""
        ...


def mandates_blueprint(actions: MandateActions) -> Blueprint:
    """Return the routes under `/mandates`."""
    blueprint = Blueprint("mandates", __name__, description="Filing for another")

    @blueprint.post("/mandates")
    @blueprint.arguments(MandateSchema(), example=example(__name__, "mandate"))
    @blueprint.response(201, ChangedMandateSchema)
    @blueprint.alt_response(409, description="`too-many-mandates`: given online and in force")
    def grant(given: MandateGiven) -> Response:
        """Let somebody file for you; at a desk, enter the paper by which somebody files."""
        return reply(actions.grant(given, asked_once()))

    @blueprint.get("/mandates")
    @blueprint.response(200, MandatesSchema)
    def page() -> Response:
        """List the mandates you gave or hold, newest first, at most a hundred."""
        return json_response(actions.of(current_actor()))

    @blueprint.get("/mandates/<uuid:mandate>")
    @blueprint.response(200, ShownMandateSchema, example=example(__name__, "mandate-given"))
    def get(mandate: UUID) -> Response:
        """One mandate for its two sides and the desk that entered it."""
        document, version = actions.get(str(mandate), current_actor())
        return with_etag(json_response(document), version)

    @blueprint.post("/mandates/<uuid:mandate>/revocation")
    @blueprint.arguments(NothingSchema(), required=False)
    @blueprint.response(200, ChangedMandateSchema)
    @blueprint.alt_response(409, description="`mandate-over`: it has ended already")
    def revoke(_nothing: dict[str, Any], mandate: UUID) -> Response:
        """End a mandate: taken back by its giver, given up by its holder, or at the desk."""
        return reply(actions.revoke(str(mandate), version_read(), asked_once()))

    _add_desk(blueprint, actions)
    return blueprint


def _add_desk(blueprint: Blueprint, actions: MandateActions) -> None:
    @blueprint.post("/mandates/search")
    @blueprint.arguments(MandateSearchSchema(), example=example(__name__, "mandate-search"))
    @blueprint.response(200, FoundMandatesSchema)
    def search(query: MandateQuery) -> Response:
        """Find the mandates of somebody at the desk; the two sides see that you looked."""
        return json_response(actions.search(query, current_actor()))

    @blueprint.get("/mandates/<uuid:mandate>/accesses")
    @blueprint.response(200, AccessesSchema, example=example(__name__, "accesses"))
    def accesses(mandate: UUID) -> Response:
        """Who of the staff looked at the mandate, and when."""
        return json_response(actions.accesses(str(mandate), current_actor()))


def found_document(mandates: Sequence[Mandate], today: date) -> dict[str, Any]:
    """Return what a search found, without the papers."""
    return {"items": [_sides_document(mandate, today) for mandate in mandates]}


def mandates_document(mandates: Sequence[Mandate], today: date) -> dict[str, Any]:
    """Return a list of mandates."""
    return {"items": [mandate_document(mandate, today) for mandate in mandates]}


def mandate_document(mandate: Mandate, today: date) -> dict[str, Any]:
    """Return a mandate as either side and the desk see it on the day `today`."""
    paper = mandate.paper
    return {
        **_sides_document(mandate, today),
        "paper": paper
        and {
            "number": paper.number,
            "signed_on": paper.signed_on.isoformat(),
            "certified_by": paper.certified_by,
        },
    }


def _sides_document(mandate: Mandate, today: date) -> dict[str, Any]:
    return {
        **changed_mandate_document(mandate, today),
        "principal": _side(mandate.principal),
        "agent": _side(mandate.agent),
    }


def changed_mandate_document(mandate: Mandate, today: date) -> dict[str, Any]:
    """Return where a mandate stands after a change; it names nobody, for answers are kept."""
    return {
        "id": mandate.id,
        "version": mandate.version,
        "procedures": list(mandate.procedures),
        "actions": sorted(mandate.actions),
        "expires_on": mandate.expires_on.isoformat(),
        "state": _state(mandate, today),
        "source": "paper" if mandate.paper else "online",
        "agency": mandate.agency,
        "granted_at": stamp(mandate.granted_at),
        "ended_at": stamp(mandate.ended_at),
        "end": mandate.end,
    }


def _state(mandate: Mandate, today: date) -> str:
    if mandate.ended_at is not None:
        return "ended"
    return "in-force" if mandate.in_force(today) else "expired"


def _side(person: Person) -> dict[str, Any]:
    shown = shown_person(person.to_document(), frozenset({Part.NAME}))
    return {name: shown[name] for name in _SHOWN if name in shown}
