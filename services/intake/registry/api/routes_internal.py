"""What the other services fetch from intake over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, post_load

from chassis.auth import current_actor, require_service
from chassis.fields import Line
from chassis.http import json_response
from kernel.rights import Actor
from services.intake.registry.domain.disclosure import Enquirer

KeyByIdFinder = Callable[[str], dict[str, str]]
"""From a key id to the key's document; raises `NotFoundError`."""


def contact_keys_blueprint(find: KeyByIdFinder) -> Blueprint:
    """Return the keys of sealed contacts, for notification alone."""
    blueprint = Blueprint("internal-contact-keys", __name__)

    @blueprint.get("/internal/contact-keys/<uuid:key_id>")
    @blueprint.response(200)
    def contact_key(key_id: UUID) -> Response:
        require_service("notification")
        return json_response(find(str(key_id)))

    return blueprint


def own_dossiers_blueprint(find: Callable[[Actor], Sequence[str]]) -> Blueprint:
    """Return whose letters are whose, asked by notification for the citizen who reads them."""
    blueprint = Blueprint("internal-own-dossiers", __name__)

    @blueprint.get("/internal/own-dossiers")
    @blueprint.response(200)
    def own_dossiers() -> Response:
        require_service("notification")
        return json_response({"dossiers": list(find(current_actor()))})

    return blueprint


class EnquirerSchema(Schema):
    """Which system is asked to do which step."""

    system = Line(limit=64, required=True)
    leg = Line(limit=64, required=True)
    step = Line(limit=64, required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Enquirer:
        return Enquirer(**data)


def disclosures_blueprint(disclose: Callable[[str, Enquirer], dict[str, Any]]) -> Blueprint:
    """Return what routing asks for as it hands an enquiry to a specialised system."""
    blueprint = Blueprint("internal-disclosures", __name__)

    @blueprint.post("/internal/dossiers/<code:code>/disclosures")
    @blueprint.arguments(EnquirerSchema)
    @blueprint.response(200)
    def disclosures(asking: Enquirer, code: str) -> Response:
        require_service("routing")
        return json_response({"form": disclose(code, asking)})

    return blueprint


def reference_blueprint(
    procedure: Callable[[str, int], dict[str, Any]],
    agency: Callable[[str], dict[str, Any]],
    listeners: tuple[str, ...],
) -> Blueprint:
    """Return reference data in the shape of the events that carry it, for whoever missed one."""
    blueprint = Blueprint("internal-reference", __name__)

    @blueprint.get("/internal/procedures/<string:code>/versions/<int:version>")
    @blueprint.response(200)
    def procedure_version(code: str, version: int) -> Response:
        require_service(*listeners)
        return json_response(procedure(code, version))

    @blueprint.get("/internal/agencies/<string:code>")
    @blueprint.response(200)
    def agency_now(code: str) -> Response:
        require_service(*listeners)
        return json_response(agency(code))

    return blueprint
