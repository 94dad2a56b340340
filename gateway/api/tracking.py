"""`POST /tracking`: following a dossier without login, asked of intake for whoever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

import orjson
from flask import Response, request

from chassis.auth import bearer_token
from chassis.clients import Reply
from chassis.http import Authenticator
from gateway.api.carried_body import carried_body
from gateway.api.client_address import Origin
from gateway.api.forwarding import give_back
from gateway.api.route import Route
from gateway.clients.services import Services
from gateway.code_delivery import CodeDelivery
from kernel.errors import UnavailableError
from kernel.rights import Actor, Role
from kernel.scopes import TRACKING

CLIENT_ADDRESS = "Motcua-Client-Address"
CLIENT_REGISTERED = "Motcua-Client-Registered"
_SENT_ON = ("Accept", "Accept-Language", "Content-Type")


@dataclass(frozen=True, slots=True)
class TrackingDoor:
    """Asks intake, and sends on a code that intake made; the caller never sees it."""

    services: Services
    codes: CodeDelivery
    origin: Callable[[], Origin | None]

    def answer(self, route: Route, _values: Mapping[str, str], kiosk: Actor | None) -> Response:
        """Answer with what intake says of the try; raises `UnavailableError`."""
        reply = self._ask(route, kiosk)
        if reply.status != HTTPStatus.ACCEPTED:
            return give_back(reply)
        document = reply.json()
        message = document.pop("message")
        answer = give_back(reply, orjson.dumps(document))
        # Not before the answer is out: the work would be seen in its time.
        answer.call_on_close(partial(self.codes.begin, message))
        return answer

    def _ask(self, route: Route, client: Actor | None) -> Reply:
        body = carried_body(route.max_body)
        if body is not None and not isinstance(body, bytes):
            body = b"".join(body)
        headers = {name: value for name in _SENT_ON if (value := request.headers.get(name))}
        origin = self.origin()
        if origin is not None:
            headers[CLIENT_ADDRESS] = origin.key
            headers[CLIENT_REGISTERED] = "1" if origin.kiosk else "0"
        reply = self.services[route.service].call(
            route.method, route.path, actor=client, body=body, headers=headers
        )
        if reply.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise UnavailableError(extra={"service": route.service})
        return reply


def registered_client(access_tokens: Authenticator) -> Actor | None:
    """Return the kiosk or portal that asks, None for anybody else.

    No token is needed; one that is given must be good (RFC 6750 section 3.1): raises
    `UnauthenticatedError`.
    """
    if "Authorization" not in request.headers:
        return None
    actor = access_tokens.verify(bearer_token()).actor
    if actor is None or not actor.has(Role.PARTNER) or TRACKING not in actor.scope:
        return None
    return actor
