"""The OpenAPI 3.1 document of the public API, put together from those of the services.

A service describes its own operations, once; the gateway takes over exactly the routed ones and
adds what is true at the door: the address, the tokens, the errors of the gateway itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

import orjson
import structlog

from chassis import problems
from chassis.operation_parts import (
    PROBLEM_SCHEMAS,
    describe_answer_headers,
    describe_problems,
    shared_components,
    tell_with_problems,
)
from gateway.api.component_import import ComponentImport
from gateway.api.operation_match import Operation, find_operation
from gateway.api.route import BASE, Route
from gateway.clients.services import Service, Services
from kernel.errors import UnavailableError

Document = dict[str, Any]

_ALWAYS_TOLD = ("X-Request-Id", "RateLimit", "RateLimit-Policy")
_BEGUN = {
    *(("POST", path) for path in ("/dossiers", "/on-the-spot", "/admin/officers")),
    *(("POST", path) for path in ("/drafts", "/mandates")),
}
_VERSIONED = {
    *(("GET", path) for path in ("/procedures", "/procedures/{code}", "/procedures/{code}/form")),
    *(("GET", path) for path in ("/agencies", "/catalogue/coverage")),
    *(("GET", path) for path in ("/calendars/{calendar}", "/dossiers/{code}", "/tasks/{id}")),
    *(("GET", path) for path in ("/admin/officers/{officer}", "/drafts/{id}")),
    *(("GET", path) for path in ("/mandates/{id}", "/amendments/{id}")),
    ("POST", "/amendments"),
    ("GET", "/worklist/counters"),
    ("GET", "/inbox"),
    ("GET", "/staff-mail"),
    ("GET", "/inbox/{id}"),
    ("GET", "/handover-slips/{id}"),
    ("GET", "/proposals/{id}"),
    ("GET", "/dossiers/{code}/apology"),
    ("GET", "/admin/assignment-plans/{agency}"),
    ("GET", "/admin/escalation-ladders/{agency}"),
    *_BEGUN,
}
_PLACING = ("secondments", "delegations", "absences", "duties")
_LOCATED = {
    *_BEGUN,
    ("POST", "/amendments"),
    *(("POST", f"/admin/officers/{{officer}}/{what}") for what in _PLACING),
}
_WHOLE_SECONDS = 300.0
_PARTIAL_SECONDS = 5.0
_log = structlog.get_logger(__name__)


class PublicDocument:
    """The merged document, kept for minutes; for seconds while a service does not answer."""

    def __init__(
        self,
        routes: Sequence[Route],
        services: Services,
        *,
        issuer: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._routes = routes
        self._services = services
        self._issuer = issuer
        self._monotonic = monotonic
        self._kept: Document | None = None
        self._until = 0.0
        self._lock = Lock()

    def current(self) -> Document:
        """Return the document; `x-missing` names the services that did not answer."""
        with self._lock:
            if self._kept is None or self._monotonic() >= self._until:
                self._kept = self._build()
                seconds = _PARTIAL_SECONDS if self._kept.get("x-missing") else _WHOLE_SECONDS
                self._until = self._monotonic() + seconds
            return self._kept

    def _build(self) -> Document:
        names = sorted({route.service for route in self._routes})
        found = {name: _fetch(self._services[name]) for name in names}
        documents = {name: document for name, document in found.items() if document is not None}
        merged = merge(self._routes, documents, issuer=self._issuer)
        missing = [name for name in names if name not in documents]
        if missing:
            _log.warning("public-document-partial", missing=missing)
            merged["x-missing"] = missing
        return merged


def merge(routes: Iterable[Route], documents: Mapping[str, Document], *, issuer: str) -> Document:
    """Return the public document of `routes` from the services' own (by service name)."""
    imports = {name: ComponentImport(name, document) for name, document in documents.items()}
    paths: dict[str, Document] = {}
    components: Document = {
        "schemas": dict(PROBLEM_SCHEMAS),
        "securitySchemes": _security_schemes(issuer),
        **shared_components(),
    }
    tell_with_problems(components, _ALWAYS_TOLD)
    routes = list(routes)
    taken = {(route.service, route.method, route.path) for route in routes}
    for route in routes:
        found = find_operation(documents.get(route.service), route, taken=taken)
        if route.service in imports:
            content = imports[route.service].take(found.content, components)
        else:
            content = dict(found.content)
        path = paths.setdefault(found.path, {})
        path[route.method.lower()] = _at_the_door(route, found, content)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Một Cửa",
            "version": "v1",
            "description": "API của bộ phận một cửa cấp tỉnh.\n\n"
            "The public API of a province's one-stop shop.",
        },
        "servers": [{"url": BASE}],
        "paths": paths,
        "components": components,
        "x-problems": _problems(documents.values()),
    }


def _at_the_door(route: Route, found: Operation, content: Document) -> Document:
    operation = content | {
        "operationId": route.endpoint,
        "parameters": [*found.path_parameters, *content.get("parameters", [])],
        "responses": {
            status: told
            for status, told in content.get("responses", {}).items()
            if status not in _never_here(route)
        },
        "security": [] if route.public else [{"accessToken": []}],
    }
    describe_problems(route.method, route.path, operation, open_to_all=route.public)
    describe_answer_headers(operation, [*_ALWAYS_TOLD, *_told_of(route, operation)])
    operation.setdefault("tags", [route.path.split("/")[1]])
    if not route.public:
        operation["x-roles"] = sorted(route.roles)
    return operation


def _never_here(route: Route) -> frozenset[str]:
    """Return how a service may refuse us and nobody outside: a public route asks for no token."""
    if not route.public:
        return frozenset()
    if route.signed:
        return frozenset({"403"})
    # A token that a kiosk gives is looked at.
    return frozenset({"403"} if route.composed == "tracking" else {"401", "403"})


def _told_of(route: Route, operation: Document) -> list[str]:
    names = {parameter.get("name") for parameter in operation["parameters"]}
    kept = route.method != "DELETE"
    versioned = ("If-Match" in names and kept) or (route.method, route.path) in _VERSIONED
    pages = route.method == "GET" and "cursor" in names
    located = (route.method, route.path) in _LOCATED
    return ["ETag"] * versioned + ["Link"] * pages + ["Location"] * located


def _security_schemes(issuer: str) -> Document:
    return {
        "accessToken": {
            "type": "openIdConnect",
            "openIdConnectUrl": f"{issuer}/.well-known/openid-configuration",
            "description": "Access token as RFC 9068 says, sent as `Authorization: Bearer …`.",
        }
    }


def _problems(documents: Iterable[Document]) -> list[Document]:
    own: Iterable[Any] = problems.known()
    theirs = (problem for document in documents for problem in document.get("x-problems", []))
    found = {problem["slug"]: problem for problem in (*own, *theirs)}
    return [found[slug] for slug in sorted(found)]


def _fetch(service: Service) -> Document | None:
    try:
        reply = service.call("GET", "/openapi.json")
        document = reply.json() if reply.ok else None
    except (UnavailableError, orjson.JSONDecodeError):
        return None
    return document if isinstance(document, dict) else None
