"""A dossier as people read it: intake's part and, from routing, legs and hand-overs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response

from chassis.clients import Reply
from gateway.api.forwarding import carry, give_back, path_at_service
from gateway.api.route import Route
from gateway.clients.services import Services
from gateway.metrics import PARTIAL_ANSWERS
from kernel.errors import UnavailableError
from kernel.rights import Actor

_NOT_FOUND = 404
_NONE: dict[str, Any] = {"legs": None, "handovers": None}


def answer_dossier_with_legs(
    services: Services,
    parts: Services,
    route: Route,
    values: Mapping[str, str],
    actor: Actor | None,
) -> Response:
    """Answer with intake's dossier, and `legs` and `handovers` from routing.

    Intake decides whether the caller may read it at all; only then routing is asked, with little
    patience (`parts`): without its answer `legs` and `handovers` are null and `missing` names it.
    The ETag is intake's, for it covers what a write changes.
    """
    reply = carry(services, route, values, actor, whole=True)
    dossier = _document(reply)
    if not reply.ok or dossier is None:
        return give_back(reply)
    found = _parts(parts, values["code"], actor)
    if found is None:
        PARTIAL_ANSWERS.labels("legs").inc()
        dossier["missing"] = [*dossier.get("missing", []), "legs"]
    return give_back(reply, orjson.dumps(dossier | (found or _NONE)))


def _parts(parts: Services, code: str, actor: Actor | None) -> dict[str, Any] | None:
    """Return what routing adds, empty before it has opened a case, None when it cannot say."""
    path = path_at_service("/internal/cases/{code}", {"code": code})
    try:
        reply = parts["routing"].call("GET", path, actor=actor)
    except UnavailableError:
        return None
    if reply.status == _NOT_FOUND:
        return {name: [] for name in _NONE}
    document = (_document(reply) if reply.ok else None) or {}
    found = {name: document.get(name) for name in _NONE}
    return found if isinstance(found["legs"], list) else None


def _document(reply: Reply) -> dict[str, Any] | None:
    try:
        document = reply.json()
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None
