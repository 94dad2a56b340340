"""Messages as people and providers meet them: read, stopped, delivered, come back."""

from __future__ import annotations

from gateway.api.route import PUBLIC, Route, Who
from kernel.rights import Action

_RECEIPT_BYTES = 4096
_FORM_BYTES = 4096
_TEXT_BYTES = 16384

_READERS: Who = (Action.READ_INBOX,)
_STAFF: Who = (Action.KEEP_STAFF_MAIL,)

ROUTES = (
    *(
        Route(method=method, path=path, service="notification", who=_READERS)
        for method, path in (
            ("GET", "/inbox"),
            ("GET", "/inbox/{id}"),
            ("PUT", "/inbox/{id}/read"),
        )
    ),
    *(
        Route(method=method, path=path, service="notification", who=_STAFF)
        for method, path in (
            ("GET", "/staff-mail"),
            ("PUT", "/staff-mail"),
            ("DELETE", "/staff-mail"),
            ("POST", "/staff-mail/confirmation"),
            ("PUT", "/staff-mail/alerts"),
        )
    ),
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
    Route(
        method="POST",
        path="/messages/inbound/{provider}",
        service="notification",
        who=PUBLIC,
        max_body=_TEXT_BYTES,
        rate="callback",
        signed=True,
    ),
    Route(
        method="POST",
        path="/mail/bounces",
        service="notification",
        who=PUBLIC,
        rate="callback",
        signed=True,
    ),
    Route(method="GET", path="/stops/{token}", service="notification", who=PUBLIC),
    Route(
        method="POST",
        path="/stops/{token}",
        service="notification",
        who=PUBLIC,
        max_body=_FORM_BYTES,
    ),
)
