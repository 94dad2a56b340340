"""The register over HTTP, for administrators, and names of officers for intake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from flask_smorest import Blueprint

from chassis.auth import current_actor, require_service
from chassis.examples import example
from chassis.http import idempotency_key, if_match, json_response, with_etag
from chassis.idempotency import StoredReply
from kernel.rights import Actor
from services.routing.officers.api.documents import line_document
from services.routing.officers.api.schemas import (
    AbsenceSchema,
    AccountsSchema,
    DelegationSchema,
    DutySchema,
    LastDaySchema,
    NothingSchema,
    OfficerAnswerSchema,
    OfficerPageSchema,
    OfficerSchema,
    OfficersQuerySchema,
    ProfileSchema,
    RosterQuerySchema,
    RosterSchema,
    SecondmentSchema,
)
from services.routing.officers.domain.officer import Officer, Profile
from services.routing.officers.ports import OfficerQuery
from services.routing.officers.usecases.arrange_officer import Wanted
from services.routing.officers.usecases.place_officer import Wish

_BASE = "/admin/officers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, under which Idempotency-Key, with all that must be the same when sent again."""

    actor: Actor
    key: str
    fingerprint: bytes = field(repr=False)


class OfficerActions(Protocol):
    """What stands behind the routes, each with its own transaction."""

    def page(self, query: OfficerQuery, actor: Actor) -> Sequence[Officer]:
        """Return a page of officers."""
        ...

    def find(self, officer: UUID, actor: Actor) -> tuple[dict[str, Any], int]:
        """Return an officer's document and version."""
        ...

    def roster(self, agency: str, on: date | None, actor: Actor) -> dict[str, Any]:
        """Return the roster of an agency."""
        ...

    def enter(self, account: str, profile: Profile, asked: Asked) -> StoredReply:
        """Enter an officer."""
        ...

    def change(self, officer: UUID, version: str, profile: Profile, asked: Asked) -> StoredReply:
        """Change an officer's entry."""
        ...

    def deactivate(
        self, officer: UUID, version: str, last_day: date | None, asked: Asked
    ) -> StoredReply:
        """End an office."""
        ...

    def second(
        self, officer: UUID, version: str, agency: str, wish: Wish, asked: Asked
    ) -> StoredReply:
        """Second an officer."""
        ...

    def delegate(
        self, officer: UUID, version: str, to: UUID, wish: Wish, asked: Asked
    ) -> StoredReply:
        """Delegate signing."""
        ...

    def arrange(self, officer: UUID, version: str, wanted: Wanted, asked: Asked) -> StoredReply:
        """Enter an absence or duty."""
        ...

    def revoke_arrangement(
        self, officer: UUID, version: str, arrangement: UUID, asked: Asked
    ) -> StoredReply:
        """End an absence or duty."""
        ...

    def revoke(self, officer: UUID, version: str, placement: UUID, asked: Asked) -> StoredReply:
        """End a secondment or delegation."""
        ...


def officers_blueprint(actions: OfficerActions) -> Blueprint:
    """Return `/admin/officers` and `/admin/rosters`."""
    blueprint = Blueprint("officers", __name__, description="The register of officers")
    _add_reading(blueprint, actions)
    _add_entries(blueprint, actions)
    _add_placements(blueprint, actions)
    _add_arrangements(blueprint, actions)
    return blueprint


def names_blueprint(
    find: Callable[[Sequence[str], Sequence[str]], dict[str, Any]], askers: Sequence[str]
) -> Blueprint:
    """Return `POST /internal/officer-names`: names, posts and units, which no event carries.

    `find` gets accounts and dossiers; of these the officers in charge are named beside the others.
    """
    blueprint = Blueprint("internal-officers", __name__)

    @blueprint.post("/internal/officer-names")
    @blueprint.arguments(AccountsSchema())
    @blueprint.response(200)
    def names(asked: dict[str, Any]) -> Response:
        require_service(*askers)
        return json_response(find(asked["accounts"], asked["dossiers"]))

    return blueprint


def _add_reading(blueprint: Blueprint, actions: OfficerActions) -> None:
    @blueprint.get(_BASE)
    @blueprint.arguments(OfficersQuerySchema(), location="query")
    @blueprint.response(200, OfficerPageSchema)
    def page(query: OfficerQuery) -> Response:
        """List the register of officers."""
        found = actions.page(query, current_actor())
        whole = len(found) == query.limit
        cursor = str(found[-1].id) if found and whole else None
        headers = {}
        if cursor is not None:
            words = urlencode({**request.args.to_dict(), "cursor": cursor})
            headers["Link"] = f'<{_BASE}?{words}>; rel="next"'
        items = [line_document(officer) for officer in found]
        return json_response({"items": items, "cursor": cursor}, headers=headers)

    @blueprint.get(f"{_BASE}/<uuid:officer>")
    @blueprint.response(200, OfficerAnswerSchema)
    def find(officer: UUID) -> Response:
        """One officer, with the ETag of the entry."""
        document, version = actions.find(officer, current_actor())
        return with_etag(json_response(document), version)

    @blueprint.get("/admin/rosters/<string:agency>")
    @blueprint.arguments(RosterQuerySchema(), location="query")
    @blueprint.response(200, RosterSchema)
    def roster(wanted: dict[str, Any], agency: str) -> Response:
        """Who works at an agency on a day."""
        return json_response(actions.roster(agency, wanted["on"], current_actor()))


def _add_entries(blueprint: Blueprint, actions: OfficerActions) -> None:
    @blueprint.post(_BASE)
    @blueprint.arguments(OfficerSchema(), example=example(__name__, "officer"))
    @blueprint.response(201, OfficerAnswerSchema, example=example(__name__, "entered"))
    def enter(given: tuple[str, Profile]) -> Response:
        """Enter an officer."""
        return _reply(actions.enter(*given, _asked()))

    @blueprint.put(f"{_BASE}/<uuid:officer>")
    @blueprint.arguments(ProfileSchema())
    @blueprint.response(200, OfficerAnswerSchema)
    def change(profile: Profile, officer: UUID) -> Response:
        """Change an officer's entry."""
        return _reply(actions.change(officer, if_match(), profile, _asked()))

    @blueprint.post(f"{_BASE}/<uuid:officer>/deactivation")
    @blueprint.arguments(LastDaySchema(), required=False)
    @blueprint.response(200, OfficerAnswerSchema)
    def deactivate(given: dict[str, Any], officer: UUID) -> Response:
        """End an officer's service by a last day."""
        return _reply(actions.deactivate(officer, if_match(), given["last_day"], _asked()))


def _add_placements(blueprint: Blueprint, actions: OfficerActions) -> None:
    @blueprint.post(f"{_BASE}/<uuid:officer>/secondments")
    @blueprint.arguments(SecondmentSchema())
    @blueprint.response(201, OfficerAnswerSchema)
    def second(given: tuple[str, Wish], officer: UUID) -> Response:
        """Second an officer to another agency."""
        return _reply(actions.second(officer, if_match(), *given, _asked()))

    @blueprint.post(f"{_BASE}/<uuid:officer>/delegations")
    @blueprint.arguments(DelegationSchema())
    @blueprint.response(201, OfficerAnswerSchema)
    def delegate(given: tuple[UUID, Wish], officer: UUID) -> Response:
        """Let an officer act for another."""
        return _reply(actions.delegate(officer, if_match(), *given, _asked()))

    @blueprint.post(f"{_BASE}/<uuid:officer>/placements/<uuid:placement>/revocation")
    @blueprint.arguments(NothingSchema(), required=False)
    @blueprint.response(200, OfficerAnswerSchema)
    def revoke(_nothing: dict[str, Any], officer: UUID, placement: UUID) -> Response:
        """End a placement early."""
        return _reply(actions.revoke(officer, if_match(), placement, _asked()))


def _add_arrangements(blueprint: Blueprint, actions: OfficerActions) -> None:
    @blueprint.post(f"{_BASE}/<uuid:officer>/absences")
    @blueprint.arguments(AbsenceSchema())
    @blueprint.response(201, OfficerAnswerSchema)
    def absent(wanted: Wanted, officer: UUID) -> Response:
        """Enter an absence; what the officer holds goes to who covers, or to the head's queue."""
        return _reply(actions.arrange(officer, if_match(), wanted, _asked()))

    @blueprint.post(f"{_BASE}/<uuid:officer>/duties")
    @blueprint.arguments(DutySchema())
    @blueprint.response(201, OfficerAnswerSchema)
    def duty(wanted: Wanted, officer: UUID) -> Response:
        """Say which fields the officer looks after on some days."""
        return _reply(actions.arrange(officer, if_match(), wanted, _asked()))

    @blueprint.post(f"{_BASE}/<uuid:officer>/arrangements/<uuid:arrangement>/revocation")
    @blueprint.arguments(NothingSchema(), required=False)
    @blueprint.response(200, OfficerAnswerSchema)
    def revoke(_nothing: dict[str, Any], officer: UUID, arrangement: UUID) -> Response:
        """End an absence or duty early."""
        return _reply(actions.revoke_arrangement(officer, if_match(), arrangement, _asked()))


def _asked() -> Asked:
    return Asked(
        actor=current_actor(),
        key=idempotency_key(),
        fingerprint=b"\n".join(
            (request.method.encode(), request.path.encode(), request.get_data())
        ),
    )


def _reply(stored: StoredReply) -> Response:
    response = Response(stored.body, stored.status, content_type="application/json")
    response.headers.update(stored.headers)
    return response
