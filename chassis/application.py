"""Flask with what no deployable of ours uses taken out of the way of a request.

No sessions, no coroutines, one host name: a third of what Flask spends on a request is on those.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

_NO_SESSION: Final = NullSession()
_BODY_AS_IT_IS: Final = frozenset({200, 201, 202})


def current_request() -> Request:
    """Return the present request itself: each question to its proxy costs more than an answer."""
    found: Request = request.environ["werkzeug.request"]
    return found


class _Sessionless(SessionInterface):
    """No sessions: who calls is told by a token with every request."""

    def open_session(self, *_of: object) -> NullSession:
        """Return the one session there is, which cannot be written to."""
        return _NO_SESSION

    def is_null_session(self, obj: object) -> bool:
        """Tell that there is nothing to save."""
        del obj
        return True


class Answer(Response):
    """A response whose headers were right when they were set."""

    autocorrect_location_header = False

    def get_wsgi_headers(self, environ: Any) -> Headers:  # noqa: ANN401 -- Werkzeug's own signature
        """Return the headers with the length of the body."""
        if self.status_code not in _BODY_AS_IT_IS or not isinstance(self.response, list):
            return super().get_wsgi_headers(environ)
        headers = self.headers
        location = headers.get("Location")
        if location is not None and not location.isascii():
            return super().get_wsgi_headers(environ)
        if "Content-Length" not in headers:
            headers.add("Content-Length", str(sum(map(len, self.response))))
        return headers


class Application(Flask):
    """A deployable's Flask application."""

    response_class = Answer
    session_interface = _Sessionless()

    def ensure_sync(self, func: Any) -> Any:  # noqa: ANN401 -- Flask's own signature
        """Return the function: none of ours is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what matches the request's path; any host name is ours, if it is one."""
        if request is None:
            return None
        request.host = get_host(request.environ)
        return MapAdapter(
            self.url_map,
            request.host,
            f"{request.root_path}/",
            "",
            request.scheme,
            request.path,
            request.method,
            request.query_string.decode("latin1"),
        )
