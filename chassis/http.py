"""The HTTP side of a deployable: app factory, reading of bodies, health, metrics, request ids."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import flask
import orjson
from flask import Flask, Response, g, request
from flask.json.provider import JSONProvider
from flask_smorest import Api, Blueprint
from flask_smorest.arguments import ArgumentsMixin
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, UnsupportedMediaType
from werkzeug.routing import BaseConverter

from chassis import deadline, metrics, problems
from chassis.auth import Caller, bearer_token
from chassis.failpoints import failpoint
from chassis.operation_parts import describe_operations
from chassis.request_context import OPEN_PATHS, follow_requests
from kernel.errors import MalformedError, PreconditionRequiredError
from kernel.text import Text

Ping = Callable[[], None]
HEADER_NEEDS = "motcua-header-needs"
"""Under which name an app holds what its policies ask: by route (key, version, anyone)."""

_MAX_BODY_BYTES = 2 * 1024 * 1024


class CodeConverter(BaseConverter):
    """A code or id in a path (`<code:code>`): it has a digit.

    So the words beside it (`/dossiers/search`) are not taken for one: another method is 405.
    """

    regex = "[^/0-9]*[0-9][^/]*"
    part_isolating = True


class Authenticator(Protocol):
    """Turns a bearer token into the caller."""

    def verify(self, token: str) -> Caller:
        """Return the caller or raise `UnauthenticatedError`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AppParts:
    """What an app is made of.

    `ready` maps a dependency's name to a ping that raises when it cannot be used;
    `public` names endpoints that need no token. Where the routes are published anyway, a request
    that no route takes is told so (404, 405) without a token, as OPTIONS is answered; else it is
    401 like all others.
    """

    name: str
    title: str
    blueprints: Sequence[Blueprint]
    authenticator: Authenticator
    ready: Mapping[str, Ping]
    public: frozenset[str] = frozenset()
    max_body_bytes: int = _MAX_BODY_BYTES
    routes_published: bool = False


def create_app(parts: AppParts) -> Flask:
    """Build the Flask app of a deployable: default deny, problems for errors, one OpenAPI 3.1."""
    app = Flask(parts.name, static_folder=None)
    app.json = _Orjson(app)
    app.url_map.converters["code"] = CodeConverter
    app.config.update(
        API_TITLE=parts.title,
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        MAX_CONTENT_LENGTH=parts.max_body_bytes,
    )
    api = _ProblemApi(app)
    for blueprint in parts.blueprints:
        api.register_blueprint(blueprint)
    problems.register(app)
    _add_operations(app, parts, api)
    follow_requests(app, parts.name, _verification(parts))
    return app


def if_match() -> str:
    """Return the entity tag of `If-Match` without quotes.

    Raises `PreconditionRequiredError` when the header is missing (RFC 6585 section 3).
    """
    value = request.headers.get("If-Match", "").strip()
    if not value:
        raise PreconditionRequiredError
    return value.removeprefix("W/").strip('"')


def with_etag(response: Response, version: int | str) -> Response:
    """Put the version of a thing into the response's `ETag` (RFC 9110 section 8.8.3)."""
    response.set_etag(str(version))
    return response


def json_response(
    document: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return `document` as JSON."""
    response = Response(orjson.dumps(document), status, content_type="application/json")
    response.headers.update(headers or {})
    return response


def next_link(cursor: str) -> str:
    """Return the `Link` to the next page (RFC 8288), relative to the page's own address."""
    return f'<?{urlencode({**request.args.to_dict(), "cursor": cursor})}>; rel="next"'


def idempotency_key() -> str:
    """Return the request's `Idempotency-Key` header.

    Raises `IdempotencyKeyMissingError` when it is missing or no 8 to 128 printable characters.
    """
    value = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(r"[\x21-\x7e]{8,128}", value):
        raise IdempotencyKeyMissingError
    return value


def read_body() -> bytes:
    """Return the request's body; raise `RequestEntityTooLarge` when it is over the limit.

    A chunked body declares no length, and Werkzeug would only cut it off at the limit: one more
    read tells whether it was.
    """
    body = request.get_data(cache=True)
    if request.content_length is None:
        request.stream.read(1)
    return body


class IdempotencyKeyMissingError(MalformedError):
    """A request that creates something must carry a key, so that it can be sent again safely."""

    slug = "idempotency-key-missing"
    title = Text(
        vi="Thiếu tiêu đề Idempotency-Key (8–128 ký tự).",
        en="The Idempotency-Key header is missing (8 to 128 characters).",
    )


class DuplicateKeyError(MalformedError):
    """An object of the body names the same member twice (RFC 8259 section 4 leaves that open)."""

    slug = "duplicate-key"
    title = Text(vi="JSON có khóa lặp lại.", en="The JSON repeats a key.")


def parse_json(body: bytes) -> Any:  # noqa: ANN401 -- any JSON value
    """Return the value of a JSON text; raises `MalformedError`, also for repeated keys."""
    try:
        return json.loads(body, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedError from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateKeyError
    return members


def _no_constant(_name: str) -> object:
    raise MalformedError


class _Parser(FlaskParser):
    """webargs' parser that insists on JSON and on unrepeated keys."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {
        "json": "raise",
        "query": "raise",
    }

    def _raw_load_json(self, req: flask.Request) -> object:
        body = read_body()
        if not body:
            return core.missing
        if not core.is_json(req.mimetype):
            raise UnsupportedMediaType
        return parse_json(body)


ArgumentsMixin.ARGUMENTS_PARSER = _Parser()


class _ProblemApi(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """flask-smorest's Api whose errors are problems."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        return problems.from_http_error(error)


class _Orjson(JSONProvider):
    """Flask's JSON by orjson."""

    def dumps(self, obj: object, **_: object) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: object) -> object:
        return parse_json(s.encode() if isinstance(s, str) else s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return json_response(self._prepare_response_obj(args, kwargs))


def _add_operations(app: Flask, parts: AppParts, api: Api) -> None:
    @app.get("/livez")
    def livez() -> Response:
        return json_response({"alive": True})

    @app.get("/readyz")
    def readyz() -> Response:
        faults = unready(parts.ready)
        return json_response({"ready": not faults, "faults": faults}, 503 if faults else 200)

    @app.get("/metrics")
    def exposition() -> Response:
        return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)

    @app.get("/openapi.json")
    def openapi() -> Response:
        document = api.spec.to_dict()
        describe_operations(document, app.extensions.get(HEADER_NEEDS, {}))
        return json_response(document | {"x-problems": problems.known()})


def unready(pings: Mapping[str, Ping]) -> list[str]:
    """Return the names of the dependencies that cannot be used now."""
    return [name for name, ping in pings.items() if not _answers(ping)]


def _answers(ping: Ping) -> bool:
    try:
        ping()
    except Exception:  # noqa: BLE001 -- whatever is wrong with a dependency, it is not ready
        return False
    return True


def _verification(parts: AppParts) -> Callable[[], None]:
    """Return how a request's caller is checked; who may call is in `parts`."""

    def verify() -> None:
        nobodys = request.routing_exception is not None or request.method == "OPTIONS"
        if parts.routes_published and nobodys:
            return
        if request.path in OPEN_PATHS or request.endpoint in parts.public:
            return
        g.caller = parts.authenticator.verify(bearer_token())
        if not parts.routes_published:
            # Behind the gateway only: outside, anybody could write it.
            deadline.begin(request.headers.get(deadline.HEADER))
        failpoint("http.received")

    return verify


def current_traceparent() -> str | None:
    """Return the trace context of the present request, or None outside one."""
    if not flask.has_request_context():
        return None
    trace: str | None = g.get("traceparent")
    return trace
