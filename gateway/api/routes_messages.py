"""Messages to people: what providers say became of them."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route

_RECEIPT_BYTES = 4096

ROUTES = (
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
