"""The public catalogue: procedures, agencies, calendars, and what the legal clock says."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route

ROUTES = tuple(
    Route(method=method, path=path, service="intake", who=PUBLIC)
    for method, path in (
        ("GET", "/procedures"),
        ("GET", "/procedures/{code}"),
        ("GET", "/procedures/{code}/form"),
        ("GET", "/procedures/{code}/example"),
        ("POST", "/procedures/{code}/advice"),
        ("GET", "/catalogue/coverage"),
        ("GET", "/agencies"),
        ("GET", "/calendars/{calendar}"),
        ("GET", "/deadline"),
        ("GET", "/refusal-reasons"),
    )
)
