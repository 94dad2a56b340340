"""What stands in the description of every operation: header parameters, each problem by status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from chassis.problems import http_problem

Document = dict[str, Any]

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_SERVICE_TOKEN: Document = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Signed by the deployable that calls, for this service, a minute long.",
}
_WITH_BODY = frozenset({"post", "put", "patch"})
_PROBLEM = "#/components/responses/Problem"
_WAIT = frozenset({409, 429, 503, 504})
_MEANING: Mapping[int, str] = {
    400: "The request cannot be read, or lacks its Idempotency-Key.",
    401: "No access token, or none that is good any more.",
    403: "The caller is known and may not do this.",
    404: "There is no such thing, or none the caller may know of.",
    405: "No such method here; `Allow` lists those there are.",
    408: "The request came too slowly.",
    409: "The present state forbids this, or the same key is being worked on.",
    412: "It was changed since it was read: `If-Match` is stale.",
    413: "The body is larger than this route takes; the connection is closed.",
    415: "The body is of another media type.",
    422: "A value is not allowed; `errors` points at each.",
    428: "The write lacks its `If-Match`.",
    429: "Asked too often; `Retry-After` says when to come back.",
    500: "Something broke here; it has been recorded.",
    503: "A part this needs is not available; `Retry-After` says when to come back.",
    504: "The answer did not come in time; the same request may be sent again, with its key.",
}
_PROBLEM_CONTENT: Document = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
}
_HEADERS: Document = {
    "RetryAfter": {
        "description": "Seconds to wait before asking again (RFC 9110 section 10.2.3).",
        "schema": {"type": "integer", "minimum": 1},
        "example": 5,
    },
    "RateLimit": {
        "description": "The limit nearest to its end: `r` hits left for `t` seconds"
        " (draft-ietf-httpapi-ratelimit-headers-10).",
        "schema": {"type": "string"},
        "example": '"person";r=597;t=42',
    },
    "RateLimitPolicy": {
        "description": "Every limit the request was counted by: `q` hits in `w` seconds.",
        "schema": {"type": "string"},
        "example": '"person";q=600;w=60, "route";q=60000;w=60',
    },
    "XRequestId": {
        "description": "Names this request in logs; whoever reports a fault gives it.",
        "schema": {"type": "string"},
        "example": "0199f3a2-7c1e-7b52-9d0e-1f2a3b4c5d6e",
    },
    "ETag": {
        "description": "The version, for `If-Match` of the next write (RFC 9110 section 8.8.3).",
        "schema": {"type": "string"},
        "example": '"3"',
    },
    "Location": {
        "description": "Where the new thing is (RFC 9110 section 10.2.2).",
        "schema": {"type": "string"},
        "example": "/api/v1/dossiers/H56.14797-261123-0001",
    },
    "Link": {
        "description": 'The next page as `<…>; rel="next"` (RFC 8288); none after the last.',
        "schema": {"type": "string"},
        "example": '<?cursor=MjAyNi0xMS0yM3w0Mg&limit=20>; rel="next"',
    },
    "Allow": {
        "description": "The methods there are (RFC 9110 section 10.2.1).",
        "schema": {"type": "string"},
        "example": "GET, HEAD, OPTIONS, POST",
    },
}
KEY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this request, so that it can be sent again safely: for seven days"
    " the same key with the same body gets the same answer, with another body 422.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$"},
    "example": "5b1f0c1e-8f5e-4a0e-9d39-2f6f1d2c7a10",
}
VERSION: Document = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag the thing was read at; another version since is 412.",
    "schema": {"type": "string", "minLength": 1},
    "example": '"3"',
}

SEEN: Document = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The entity tag read before: unchanged is answered 304, without a body.",
    "schema": {"type": "string"},
}


_PROBLEM_SCHEMA: Document = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "titles": {"$ref": "#/components/schemas/TwoLanguages"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "details": {"$ref": "#/components/schemas/TwoLanguages"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901)"},
                    "detail": {"$ref": "#/components/schemas/TwoLanguages"},
                },
            },
        },
    },
}
_TWO_LANGUAGES: Document = {
    "type": "object",
    "required": ["vi", "en"],
    "properties": {"vi": {"type": "string"}, "en": {"type": "string"}},
}
PROBLEM_SCHEMAS: Document = {"Problem": _PROBLEM_SCHEMA, "TwoLanguages": _TWO_LANGUAGES}
"""The schemas of a problem document, for `components`."""


def shared_components() -> Document:
    """Return the components that described operations refer to, but for the schema `Problem`."""
    return {
        "headers": dict(_HEADERS),
        "responses": {
            "Problem": _problem("RFC 9457 problem document; `type` names one of /problems."),
            **{f"Problem{status}": _of_status(status) for status in _MEANING},
        },
    }


Needs = Mapping[str, tuple[bool | None, bool, bool]]
"""By `METHOD /path`: whether it needs a key (None: takes none), a version, and is open to all."""


def describe_operations(document: Document, needs: Needs) -> None:
    """Add to each operation of a service the headers its policy asks for, and every problem."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method not in _METHODS:
                continue
            key, version, _anyone = needs.get(f"{method.upper()} {path}", (None, False, False))
            describe_headers(operation, key=key, version=version)
            describe_query(operation)
            # Open to anybody is open to any service; a service without a token is nobody.
            describe_problems(method, path, operation, open_to_all=False)
    document["security"] = [{"serviceToken": []}]
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"serviceToken": _SERVICE_TOKEN}
    components.setdefault("schemas", {}).update(PROBLEM_SCHEMAS)
    for section, parts in shared_components().items():
        components.setdefault(section, {}).update(parts)


def describe_headers(operation: Document, *, key: bool | None, version: bool) -> None:
    """Add the header parameters of an operation: `key` is whether one is required, None without.

    Who may be answered 304 may name the tag it has. What the operation describes itself stays.
    """
    given = operation.setdefault("parameters", [])
    known = {parameter.get("name") for parameter in given}
    wanted = [VERSION] if version else []
    wanted += [SEEN] if "304" in map(str, operation.get("responses", {})) else []
    wanted += [] if key is None else [KEY | {"required": key}]
    given.extend(parameter for parameter in wanted if parameter["name"] not in known)


def describe_query(operation: Document) -> None:
    """Have query parameters said as they can be written: left out, and never null.

    A schema's default stands for what is left out; sent as a value many of them are none.
    """
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query":
            schema = parameter["schema"]
            if schema.get("default") in {None, ""}:
                schema.pop("default", None)
            kinds = schema.get("type", "string")
            schema["type"] = kinds[0] if isinstance(kinds, list) else kinds
            if "enum" in schema:
                schema["enum"] = [value for value in schema["enum"] if value is not None]


def describe_problems(method: str, path: str, operation: Document, *, open_to_all: bool) -> None:
    """Add every problem an operation may answer with, by status; it may name further ones."""
    responses = operation.setdefault("responses", {})
    responses.pop("default", None)
    named = {status for status in _MEANING if str(status) in responses}
    for status in named.union(problem_statuses(method, path, operation, open_to_all=open_to_all)):
        responses[str(status)] = {"$ref": f"{_PROBLEM}{status}"}
    responses["default"] = {"$ref": _PROBLEM}
    operation["responses"] = dict(sorted((str(name), told) for name, told in responses.items()))


def problem_statuses(
    method: str, path: str, operation: Document, *, open_to_all: bool
) -> list[int]:
    """Return every status an operation may refuse with."""
    names = {parameter.get("name") for parameter in operation.get("parameters", [])}
    found = {400, 422, 429, 500, 503, 504}
    found |= {408, 413, 415} if method.lower() in _WITH_BODY else set()
    found |= set() if open_to_all else {401, 403}
    found |= {404} if "{" in path or path == "/tracking" else set()
    found |= {409} if {KEY["name"], VERSION["name"]} & names else set()
    found |= {412, 428} if VERSION["name"] in names else set()
    return sorted(found)


def describe_answer_headers(operation: Document, names: Iterable[str]) -> None:
    """Add headers (`ETag`, `Link`, `RateLimit` …) to what is answered when done or unchanged."""
    parts = {name: {"$ref": f"#/components/headers/{name.replace('-', '')}"} for name in names}
    for status, response in operation.get("responses", {}).items():
        if (str(status).startswith("2") or str(status) == "304") and "$ref" not in response:
            response["headers"] = parts | response.get("headers", {})


def tell_with_problems(components: Document, names: Iterable[str]) -> None:
    """Add headers that stand on every answer to the shared responses."""
    parts = {name: {"$ref": f"#/components/headers/{name.replace('-', '')}"} for name in names}
    for response in components["responses"].values():
        response["headers"] = {**parts, **response.get("headers", {})}


def _of_status(status: int) -> Document:
    response = _problem(_MEANING[status])
    response["content"] = {
        media: body | {"example": http_problem(status)} for media, body in _PROBLEM_CONTENT.items()
    }
    if status in _WAIT:
        response["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["headers"] = {"Allow": {"$ref": "#/components/headers/Allow"}}
    return response


def _problem(description: str) -> Document:
    return {"description": description, "content": _PROBLEM_CONTENT}
