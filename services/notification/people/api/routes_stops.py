"""`/stops/{token}`: people stop messages that the law does not ask of us (RFC 8058)."""

from __future__ import annotations

from typing import Protocol

from flask import Response, request
from flask_smorest import Blueprint

from services.notification.people.api.stop_page import (
    AGAIN,
    POLICY,
    page_that_asks,
    page_when_resumed,
    page_when_stopped,
)
from services.notification.people.domain.mark import Stop

_HTML = "text/html; charset=utf-8"


class StopActions(Protocol):
    """What the routes do; a link that is none of ours raises `StopUnknownError`."""

    def open(self, token: str) -> Stop:
        """Return what a link stops."""
        ...

    def stop(self, stop: Stop) -> None:
        """Keep a stop."""
        ...

    def resume(self, stop: Stop) -> None:
        """Take a stop back."""
        ...


def stops_blueprint(actions: StopActions) -> Blueprint:
    """Return the routes. Looking changes nothing: scanners of mail follow every link."""
    blueprint = Blueprint("stops", __name__, description="Stop messages")

    @blueprint.get("/stops/<token>")
    @blueprint.response(200, {"type": "string"}, content_type="text/html")
    def ask(token: str) -> Response:
        """Show a page that asks whether to stop messages of a kind."""
        return _page(page_that_asks(actions.open(token)))

    @blueprint.post("/stops/<token>")
    @blueprint.response(200, {"type": "string"}, content_type="text/html")
    def stop(token: str) -> Response:
        """Stop messages of a kind with one click (RFC 8058), or have them again."""
        wanted = actions.open(token)
        if request.form.get(AGAIN[0]) == AGAIN[1]:
            actions.resume(wanted)
            return _page(page_when_resumed(wanted))
        actions.stop(wanted)
        return _page(page_when_stopped(wanted))

    return blueprint


def _page(html: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    return Response(html, content_type=_HTML, headers=headers)
