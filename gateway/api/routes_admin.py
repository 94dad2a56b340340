"""What administrators mend: parked events, whether the services agree, whose tokens are good."""

from __future__ import annotations

from gateway.api.route import OWN, PUBLIC, Route
from kernel.rights import Action, Role

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
    *(
        Route(method=method, path=path, service="intake", who=(Action.KEEP_REFERENCE_DATA,))
        for method, path in (
            ("GET", "/admin/catalogue/reviews"),
            ("GET", "/admin/calendars"),
            ("POST", "/admin/calendars"),
            ("POST", "/admin/calendars/dry-run"),
        )
    ),
    Route(
        method="GET", path="/admin/reconciliation", service="reporting", who=(Action.MEND_EVENTS,)
    ),
    Route(method="POST", path="/admin/revocations", service=OWN, who=(Role.ADMIN,)),
    Route(method="POST", path="/logout/backchannel", service=OWN, who=PUBLIC),
)
