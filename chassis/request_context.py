"""What goes with every request: its id and trace, its place in the logs, its figures."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from functools import cache

import structlog
from flask import Flask, Response, request
from flask.globals import app_ctx
from prometheus_client import Counter, Histogram
from werkzeug.datastructures import Headers

from chassis import deadline, metrics
from chassis.application import current_request
from chassis.failpoints import failpoint
from chassis.identifiers import new_id

OPEN_PATHS = frozenset({"/livez", "/readyz", "/metrics", "/openapi.json"})
"""Paths of operations: no token, no figures."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_BODY_LEFT = frozenset({408, 413})


def follow_requests(app: Flask, name: str, verify: Callable[[], None]) -> None:
    """Give each request of `app` its context; then `verify` checks who calls, or raises."""
    seconds = metrics.histogram(
        "motcua_http_request_seconds", "Time to answer", ("service", "route", "method")
    )
    count = metrics.counter(
        "motcua_http_requests_total",
        "Answered requests",
        ("service", "route", "method", "status"),
    )

    @cache
    def figures(route: str, method: str, status: int) -> tuple[Histogram, Counter]:
        return seconds.labels(name, route, method), count.labels(name, route, method, status)

    @app.before_request
    def begin() -> None:
        environ, held = request.environ, app_ctx.g
        held.began = time.perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        held.request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        trace = environ.get("HTTP_TRACEPARENT", "")
        held.traceparent = trace if _TRACEPARENT.fullmatch(trace) else _new_traceparent()
        structlog.contextvars.bind_contextvars(
            request_id=held.request_id, trace_id=held.traceparent[3:35]
        )
        verify()

    @app.after_request
    def end(response: Response) -> Response:
        asked, held, status = current_request(), app_ctx.g, response.status_code
        route = asked.url_rule.rule if asked.url_rule else "unmatched"
        if route not in OPEN_PATHS:
            failpoint("http.answering")
            duration, answered = figures(route, asked.method, status)
            duration.observe(time.perf_counter() - held.began)
            answered.inc()
        if status in _BODY_LEFT or held.get("body_unread"):
            _close_after_answer()
        _add_headers(response.headers, {"X-Request-Id": held.request_id} | _ALWAYS)
        return response

    @app.teardown_request
    def clear(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id", "trace_id")
        deadline.end()


def _add_headers(headers: Headers, further: Mapping[str, str]) -> None:
    """Add those that are not there."""
    there = {name.lower() for name, _ in headers}
    for name, value in further.items():
        if name.lower() not in there:
            headers.add(name, value)


def _close_after_answer() -> None:
    """Have the connection closed: what is left of a body must not be read as a request."""
    close = getattr(request.environ.get("wsgi.input"), "close_after_answer", None)
    if close is not None:
        close()


def _new_traceparent() -> str:
    """Return a fresh W3C trace context, not sampled."""
    trace = new_id().hex
    return f"00-{trace}-{new_id().hex[16:]}-00"
