"""What the other services fetch from intake over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint

from chassis.auth import require_service
from chassis.http import json_response

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
