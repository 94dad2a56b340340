"""What became of each message about a dossier, for those who may read the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Response

from gateway.api.forwarding import carry, give_back
from gateway.api.route import Route
from gateway.clients.services import Services
from kernel.rights import Actor


def answer_notices(
    services: Services, route: Route, values: Mapping[str, str], actor: Actor | None
) -> Response:
    """Answer with notification's messages, once intake has shown the caller the dossier.

    Notification knows no rights over dossiers; what intake refuses is the answer.
    """
    dossier = replace(route, service="intake", path="/dossiers/{code}")
    seen = carry(services, dossier, values, actor, whole=True)
    if not seen.ok:
        return give_back(seen)
    return give_back(carry(services, route, values, actor))
