"""What goes with every request: its id and trace, its place in the logs, its figures."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import structlog
from flask import Flask, Response, g, request

from chassis import deadline, metrics
from chassis.failpoints import failpoint
from chassis.identifiers import new_id

OPEN_PATHS = frozenset({"/livez", "/readyz", "/metrics", "/openapi.json"})
"""Paths of operations: no token, no figures."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
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

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        headers = request.headers
        given = headers.get("X-Request-Id", "")
        g.request_id = request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        told = headers.get("traceparent", "")
        g.traceparent = trace = told if _TRACEPARENT.fullmatch(told) else _new_traceparent()
        structlog.contextvars.bind_contextvars(request_id=request_id, trace_id=trace[3:35])
        verify()

    @app.after_request
    def end(response: Response) -> Response:
        rule = request.url_rule
        route = rule.rule if rule else "unmatched"
        if route not in OPEN_PATHS:
            failpoint("http.answering")
            method = request.method
            seconds.labels(name, route, method).observe(time.perf_counter() - g.began)
            count.labels(name, route, method, response.status_code).inc()
        if response.status_code in _BODY_LEFT or g.get("body_unread"):
            _close_after_answer()
        headers = response.headers
        headers["X-Request-Id"] = g.request_id
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    @app.teardown_request
    def clear(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id", "trace_id")
        deadline.end()


def _close_after_answer() -> None:
    """Have the connection closed: what is left of a body must not be read as a request."""
    close = getattr(request.environ.get("wsgi.input"), "close_after_answer", None)
    if close is not None:
        close()


def _new_traceparent() -> str:
    """Return a fresh W3C trace context, not sampled."""
    trace = new_id().hex
    return f"00-{trace}-{new_id().hex[16:]}-00"
