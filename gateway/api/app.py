"""The gateway's app: one view for every row of the table of routes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Flask, Response

from chassis.http import AppParts, Authenticator, Ping, create_app
from gateway.api.admission import Admission, CountedTokens
from gateway.api.dossier_with_legs import answer_dossier_with_legs
from gateway.api.forwarding import carry, give_back
from gateway.api.lookup_page import LOOKUP_ENDPOINTS, add_lookup_page
from gateway.api.notices import answer_notices
from gateway.api.pages import PAGE_ENDPOINTS, add_pages
from gateway.api.public_document import PublicDocument
from gateway.api.route import Route
from gateway.api.security_headers import add_security_headers
from gateway.api.tracking import TrackingDoor, registered_client
from gateway.clients.services import Services
from gateway.code_delivery import CodeDelivery
from kernel.rights import Actor

View = Callable[..., Response]
CODES = "codes"
"""Under which name the app holds its delivery of one-time codes."""

Compose = Callable[[Route, Mapping[str, str], Actor | None], Response]
Known = Callable[[], Actor | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayParts:
    """What the app is made of; `parts` are the services asked for a part of an answer only."""

    routes: Sequence[Route]
    services: Services
    parts: Services
    access_tokens: Authenticator
    admission: Admission
    ready: Mapping[str, Ping]
    document: PublicDocument
    secure: bool


def create_gateway(parts: GatewayParts) -> Flask:
    """Build the app: routes of the table, pages, security headers; all else is 404."""
    access_tokens = CountedTokens(parts.access_tokens, parts.admission)
    app = create_app(
        AppParts(
            name="gateway",
            title="Một Cửa",
            blueprints=(),
            authenticator=access_tokens,
            ready=parts.ready,
            public=PAGE_ENDPOINTS
            | LOOKUP_ENDPOINTS
            | {route.endpoint for route in parts.routes if route.public},
            routes_published=True,
        )
    )
    codes = app.extensions[CODES] = CodeDelivery(parts.services["notification"])
    tracking = TrackingDoor(parts.services, codes, parts.admission.origin)
    composers: dict[str, Compose] = {
        "dossier-with-legs": partial(answer_dossier_with_legs, parts.services, parts.parts),
        "tracking": tracking.answer,
        "notices": partial(answer_notices, parts.services),
    }
    # No token is needed there, but a kiosk that gives one is counted by itself.
    known: dict[str, Known] = {"tracking": partial(registered_client, access_tokens)}
    for route in parts.routes:
        compose = composers[route.composed] if route.composed else None
        app.add_url_rule(
            route.rule,
            route.endpoint,
            _view(parts, route, compose, known=known.get(route.composed or "")),
            methods=[route.method],
        )
    add_pages(app, parts.document)
    add_lookup_page(app)
    parts.admission.show_limits(app)
    add_security_headers(app, secure=parts.secure)
    return app


def _view(
    parts: GatewayParts, route: Route, compose: Compose | None, *, known: Known | None
) -> View:
    def view(**values: str) -> Response:
        actor = parts.admission.admit(route, known() if known else None)
        if compose is not None:
            return compose(route, values, actor)
        return give_back(carry(parts.services, route, values, actor))

    return view
