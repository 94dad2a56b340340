"""How a request is carried on to the service that answers it, and its answer back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import quote

import structlog
from flask import Response, request

from chassis.clients import Reply, Rest
from chassis.problems import CONTENT_TYPE as PROBLEM
from chassis.webhook_signature import HEADERS as SIGNED
from gateway.api.carried_body import carried_body, declared_length
from gateway.api.route import BASE, Route
from gateway.clients.services import Services
from kernel.errors import NotFoundError, UnavailableError
from kernel.rights import Actor

_SENT_ON = (
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
)
_GIVEN_BACK = {
    name.lower(): name
    for name in (
        "Allow",
        "Cache-Control",
        "Content-Disposition",
        "Content-Language",
        "Content-Security-Policy",
        "Content-Type",
        "ETag",
        "Link",
        "Location",
        "Retry-After",
    )
}
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
# A path value is a code or an id. Anything else could change the path at the service ("..").
_PATH_VALUE = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~-]{1,100}")
_TARGET = re.compile(r"(?<=<)/(?!/)")
_UNAUTHORIZED = 401
_SERVER_ERROR = 500
_log = structlog.get_logger(__name__)


def carry(
    services: Services,
    route: Route,
    values: Mapping[str, str],
    actor: Actor | None,
    *,
    whole: bool = False,
) -> Reply:
    """Send the present request on and return what the service answers.

    Raises `UnavailableError` when no answer comes in time or the service does not trust us,
    `NotFoundError` for a path value that can be no code, and what a bad body raises.
    """
    target = path_at_service(route.path, values)
    given = request.headers
    sent_on = (*_SENT_ON, *SIGNED) if route.signed else _SENT_ON
    headers = {name: value for name in sent_on if (value := given.get(name))}
    body = carried_body(route.max_body) if route.method in _WITH_BODY else None
    if body is not None and not isinstance(body, bytes):
        headers |= declared_length()
    if query := request.query_string:
        target += "?" + query.decode("latin-1")
    reply = services[route.service].call(
        route.method,
        target,
        actor=actor,
        body=body,
        headers=headers,
        seconds=route.seconds,
        whole=whole,
    )
    if reply.status == _UNAUTHORIZED and actor is not None:
        # The caller was checked here; so it is our own token that the service refuses.
        _log.error("service-refuses-gateway", service=route.service)
        _discard(reply)
        raise UnavailableError(extra={"service": route.service})
    return reply


def path_at_service(template: str, values: Mapping[str, str]) -> str:
    """Fill the template; raises `NotFoundError` for a value that is no code or id."""
    if not values:
        return template
    for value in values.values():
        if not _PATH_VALUE.fullmatch(value):
            raise NotFoundError
    return template.format_map({name: quote(value, safe="") for name, value in values.items()})


def give_back(reply: Reply, body: bytes | None = None) -> Response:
    """Return the service's answer (or `body` in its place) with the headers fit for outside.

    An error that is no problem document comes from something in between; it is not shown.
    """
    headers = reply.headers
    if reply.status >= _SERVER_ERROR and headers.get("content-type") != PROBLEM:
        _discard(reply)
        raise UnavailableError
    kept = {_GIVEN_BACK[name]: value for name, value in headers.items() if name in _GIVEN_BACK}
    if "Location" in kept:
        kept["Location"] = public_address(kept["Location"])
    if "Link" in kept:
        kept["Link"] = _TARGET.sub(BASE + "/", kept["Link"].replace(f"<{BASE}/", "</"))
    if body is not None or reply.rest is None:
        return Response(reply.body if body is None else body, reply.status, headers=kept)
    if "content-length" in headers:
        kept["Content-Length"] = headers["content-length"]
    return Response(_Passing(reply.body, reply.rest), reply.status, headers=kept)


def public_address(path: str) -> str:
    """Return a path at a service as outside clients write it."""
    if path.startswith("/") and not path.startswith((f"{BASE}/", "//")):
        return BASE + path
    return path


def _discard(reply: Reply) -> None:
    if reply.rest is not None:
        reply.rest.close()


class _Passing:
    """A long answer as it passes through, closed with the response."""

    def __init__(self, first: bytes, rest: Rest) -> None:
        self._pieces = chain((first,), rest)
        self._rest = rest

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._rest.close()
