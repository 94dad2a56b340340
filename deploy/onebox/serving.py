"""Serves a small program of the one-box set-up over HTTP until it is told to stop."""

from __future__ import annotations

import signal
import threading

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from chassis.auth import Caller
from kernel.errors import UnauthenticatedError


class Nobody:
    """An authenticator where nothing needs a bearer token."""

    def verify(self, _token: str) -> Caller:
        """Refuse every token."""
        raise UnauthenticatedError


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object, **__: object) -> None:
        """Say nothing: requests are counted in the metrics."""


def serve(app: Flask, bind: str) -> None:
    """Serve `app` at `bind` (host:port) until SIGTERM or SIGINT."""
    host, _, port = bind.rpartition(":")
    server = make_server(host, int(port), app, threaded=True, request_handler=_Silent)

    def stop(*_: object) -> None:
        # shutdown() waits for the loop this very thread runs.
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    server.serve_forever()
