"""What administrators mend: parked events of each service, and whether the services agree."""

from __future__ import annotations

from gateway.api.route import Route
from kernel.rights import Action

_SERVICES = ("intake", "routing", "notification", "reporting")
_PARKED = (
    ("GET", ""),
    ("GET", "/groups"),
    ("GET", "/{id}"),
    ("POST", "/replay"),
    ("POST", "/discard"),
)

ROUTES = (
    *(
        Route(
            method=method,
            path=f"/admin/{service}/parked{path}",
            service=service,
            who=(Action.MEND_EVENTS,),
        )
        for service in _SERVICES
        for method, path in _PARKED
    ),
    Route(
        method="GET", path="/admin/reconciliation", service="reporting", who=(Action.MEND_EVENTS,)
    ),
)
