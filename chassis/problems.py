"""Errors as RFC 9457 problem documents: the one place where HTTP numbers meet errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus

import orjson
import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from chassis.messages import bilingual
from kernel import errors
from kernel.text import Text

CONTENT_TYPE = "application/problem+json"
_PROBLEMS = "/problems/"
_log = structlog.get_logger(__name__)

_STATUS: tuple[tuple[type[errors.DomainError], HTTPStatus], ...] = (
    (errors.MalformedError, HTTPStatus.BAD_REQUEST),
    (errors.InvalidInputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.UnauthenticatedError, HTTPStatus.UNAUTHORIZED),
    (errors.ForbiddenError, HTTPStatus.FORBIDDEN),
    (errors.NotFoundError, HTTPStatus.NOT_FOUND),
    (errors.ConflictError, HTTPStatus.CONFLICT),
    (errors.StaleVersionError, HTTPStatus.PRECONDITION_FAILED),
    (errors.PreconditionRequiredError, HTTPStatus.PRECONDITION_REQUIRED),
    (errors.TooManyRequestsError, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.TimedOutError, HTTPStatus.GATEWAY_TIMEOUT),
    (errors.UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_HTTP_TITLES: dict[int, tuple[str, Text]] = {
    400: ("malformed", errors.MalformedError.title),
    401: ("unauthenticated", errors.UnauthenticatedError.title),
    403: ("forbidden", errors.ForbiddenError.title),
    404: ("not-found", errors.NotFoundError.title),
    405: (
        "method-not-allowed",
        Text(vi="Phương thức không được phép ở đây.", en="This method is not allowed here."),
    ),
    406: ("not-acceptable", Text(vi="Không có định dạng này.", en="No such representation.")),
    408: ("timeout", Text(vi="Yêu cầu gửi quá chậm.", en="The request came too slowly.")),
    409: ("conflict", errors.ConflictError.title),
    412: ("stale-version", errors.StaleVersionError.title),
    413: ("too-large", Text(vi="Nội dung gửi lên quá lớn.", en="The body is too large.")),
    414: ("too-large", Text(vi="Địa chỉ quá dài.", en="The address is too long.")),
    415: (
        "unsupported-media-type",
        Text(vi="Nội dung phải là application/json.", en="The body must be application/json."),
    ),
    417: ("malformed", errors.MalformedError.title),
    422: ("invalid", errors.InvalidInputError.title),
    428: ("precondition-required", errors.PreconditionRequiredError.title),
    429: ("too-many-requests", errors.TooManyRequestsError.title),
    431: ("too-large", Text(vi="Phần đầu yêu cầu quá lớn.", en="The headers are too large.")),
    500: (
        "internal",
        Text(
            vi="Hệ thống gặp lỗi, sự việc đã được ghi lại.",
            en="Something broke here; it has been recorded.",
        ),
    ),
    501: ("malformed", errors.MalformedError.title),
    503: ("unavailable", errors.UnavailableError.title),
    504: ("timed-out", errors.TimedOutError.title),
}


def status_of(error: errors.DomainError) -> HTTPStatus:
    """Return the HTTP status of an error by its category."""
    return _status_of_class(type(error))


def _status_of_class(error: type[errors.DomainError]) -> HTTPStatus:
    for category, status in _STATUS:
        if issubclass(error, category):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem(
    status: int,
    slug: str,
    title: Text,
    *,
    detail: Text | None = None,
    errors_: list[dict[str, object]] | None = None,
    extra: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem response; `title` and `detail` in the language the caller asked for."""
    language = _language()
    document = _document(status, slug, title, language)
    if detail is not None:
        document["detail"] = getattr(detail, language)
        document["details"] = detail.to_document()
    if errors_:
        document["errors"] = errors_
    document.update(extra or {})
    response = Response(orjson.dumps(document), status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = language
    response.headers.update(headers or {})
    return response


def http_problem(status: int) -> dict[str, object]:
    """Return the document, in Vietnamese, of a request so broken that no app ever saw it."""
    slug, title = _HTTP_TITLES.get(status, ("error", errors.DomainError.title))
    return _document(status, slug, title, "vi")


def _document(status: int, slug: str, title: Text, language: str) -> dict[str, object]:
    return {
        "type": f"{_PROBLEMS}{slug}",
        "title": getattr(title, language),
        "status": int(status),
        "titles": title.to_document(),
    }


def from_domain_error(error: errors.DomainError) -> Response:
    """Translate an error of the rules into its problem."""
    status = status_of(error)
    headers: dict[str, str] = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = getattr(error, "challenge", "Bearer")
    return problem(
        status,
        error.slug,
        error.title,
        detail=error.detail,
        errors_=_pointed(error),
        extra=error.extra,
        headers=headers,
    )


def from_http_error(error: HTTPException) -> Response:
    """Translate an error of the HTTP layer, with field errors where a schema refused."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    slug, title = _HTTP_TITLES.get(status, ("error", errors.DomainError.title))
    headers: dict[str, str] = {}
    valid_methods = getattr(error, "valid_methods", None)
    if valid_methods:
        headers["Allow"] = ", ".join(sorted(valid_methods))
    data = getattr(error, "data", None) or {}
    messages = data.get("messages", {}) if isinstance(data, dict) else {}
    return problem(
        status, slug, title, errors_=list(_field_errors(messages)) or None, headers=headers
    )


def known() -> list[dict[str, object]]:
    """Return every problem this process can answer with: slug, status, title in both languages."""
    found: dict[str, tuple[int, Text]] = {}
    for status, (slug, title) in _HTTP_TITLES.items():
        found.setdefault(slug, (status, title))
    for error in _family(errors.DomainError):
        found[error.slug] = (int(_status_of_class(error)), error.title)
    return [
        {"slug": slug, "status": status, "title": title.to_document()}
        for slug, (status, title) in sorted(found.items())
    ]


def _family(error: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    for child in error.__subclasses__():
        yield child
        yield from _family(child)


def register(app: Flask) -> None:
    """Make every error of `app` answer as a problem; unknown ones are logged, never shown."""
    app.register_error_handler(errors.DomainError, from_domain_error)
    app.register_error_handler(HTTPException, from_http_error)
    app.register_error_handler(Exception, _from_anything)


def _from_anything(error: Exception) -> Response:
    _log.error("request-failed", exc_info=error)
    slug, title = _HTTP_TITLES[500]
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, slug, title)


def _language() -> str:
    return request.accept_languages.best_match(["vi", "en"], default="vi") or "vi"


def _pointed(error: errors.DomainError) -> list[dict[str, object]] | None:
    if isinstance(error, errors.InvalidFieldsError):
        return [
            {"pointer": pointer, "detail": text.to_document()}
            for pointer, text in error.faults.items()
        ]
    if error.pointer is None:
        return None
    return [{"pointer": error.pointer, "detail": (error.detail or error.title).to_document()}]


def _field_errors(messages: object, path: str = "") -> Iterator[dict[str, object]]:
    """Flatten marshmallow's nested messages into pointers (RFC 6901)."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            # webargs puts the location (json, query, headers) first; it is not part of the path.
            here = path if not path and key in _LOCATIONS else f"{path}/{_escaped(key)}"
            yield from _field_errors(inner, "" if key == "_schema" and not path else here)
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield {"pointer": path, "detail": bilingual(message).to_document()}


_LOCATIONS = frozenset({"json", "query", "querystring", "headers", "form", "json_or_form"})


def _escaped(key: object) -> str:
    # A lone surrogate cannot be written as UTF-8; it is shown as its escape.
    name = str(key).encode("utf-8", "backslashreplace").decode()
    return name.replace("~", "~0").replace("/", "~1")
