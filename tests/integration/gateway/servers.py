"""Real HTTP servers for the gateway to talk to, in threads of the test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from chassis.auth import TokenVerifier, actor_claims
from chassis.http import json_response


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object, **__: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of the loopback and yield its URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def echo_service(verifier: TokenVerifier) -> Flask:
    """Return a service that checks the gateway's token and says what it was asked."""
    app = Flask("echo", static_folder=None)

    @app.get("/deadline")
    def slow() -> Response:
        time.sleep(1.0)
        return json_response({})

    @app.route("/<path:path>", methods=["GET", "POST"])
    def echo(path: str) -> Response:
        caller = verifier.verify(request.headers["Authorization"].removeprefix("Bearer "))
        return json_response(
            {
                "path": f"/{path}",
                "service": caller.service,
                "actor": actor_claims(caller.actor) if caller.actor else None,
                "body": request.get_data().decode(),
                "request_id": request.headers["X-Request-Id"],
                "traceparent": request.headers["traceparent"],
                "key": request.headers.get("Idempotency-Key"),
            },
            headers={"ETag": '"1"', "Location": f"/{path}/1"},
        )

    return app


def key_server(documents: Callable[[], object]) -> Flask:
    """Return a server of a key set that may change."""
    app = Flask("keys", static_folder=None)

    @app.get("/jwks")
    def jwks() -> Response:
        return json_response(documents())

    return app
