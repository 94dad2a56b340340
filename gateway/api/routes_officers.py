"""The register of officers, for administrators: posts, secondments, delegations of signing."""

from __future__ import annotations

from gateway.api.route import Route
from kernel.rights import Action

_OFFICER = "/admin/officers/{officer}"

ROUTES = tuple(
    Route(method=method, path=path, service="routing", who=(Action.KEEP_OFFICERS,))
    for method, path in (
        ("GET", "/admin/officers"),
        ("POST", "/admin/officers"),
        ("GET", _OFFICER),
        ("PUT", _OFFICER),
        ("POST", f"{_OFFICER}/deactivation"),
        ("POST", f"{_OFFICER}/secondments"),
        ("POST", f"{_OFFICER}/delegations"),
        ("POST", f"{_OFFICER}/absences"),
        ("POST", f"{_OFFICER}/duties"),
        ("POST", f"{_OFFICER}/arrangements/{{arrangement}}/revocation"),
        ("POST", f"{_OFFICER}/placements/{{placement}}/revocation"),
        ("GET", "/admin/rosters/{agency}"),
    )
)
