"""Messages to people: what became of each, and providers saying so."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route
from kernel.rights import Action

_RECEIPT_BYTES = 4096

ROUTES = (
    Route(
        method="GET",
        path="/dossiers/{code}/notices",
        service="notification",
        who=(Action.READ_DOSSIER,),
        composed="notices",
    ),
    Route(
        method="POST",
        path="/messages/receipts/{provider}",
        service="notification",
        who=PUBLIC,
        max_body=_RECEIPT_BYTES,
        rate="callback",
        signed=True,
    ),
)
