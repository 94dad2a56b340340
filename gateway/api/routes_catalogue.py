"""The public catalogue, what the legal clock says, and what officers would have changed of it."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route
from kernel.rights import Action

_READERS = (Action.READ_AMENDMENTS,)
_KEEPERS = (Action.KEEP_REFERENCE_DATA,)
_PROPOSERS = (Action.PROPOSE_AMENDMENT,)
_PUBLIC = tuple(
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
_AMENDMENTS = tuple(
    Route(method=method, path=path, service="intake", who=who)
    for method, path, who in (
        ("POST", "/amendments", _PROPOSERS),
        ("GET", "/amendments", _READERS),
        ("GET", "/amendments/{id}", _READERS),
        ("POST", "/amendments/{id}/answer", _PROPOSERS),
        ("POST", "/amendments/{id}/question", _KEEPERS),
        ("POST", "/amendments/{id}/acceptance", _KEEPERS),
        ("POST", "/amendments/{id}/refusal", _KEEPERS),
    )
)

ROUTES = (*_PUBLIC, *_AMENDMENTS)
