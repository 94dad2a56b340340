"""Routing over HTTP, on a port of its own: slow, away and back as a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
from joserfc.jwk import OKPKey

from chassis.auth import TokenSigner
from chassis.clients import ServiceClient
from kernel.clock import Clock
from services.notification.people.clients.routing_officers import RoutingOfficers
from tests.integration.notification.mail_provider import free_port
from tests.integration.notification.routing_stub import FakeRouting


class RoutingBox:
    """Answers as `fake` does, while it runs; otherwise nobody listens at its port."""

    def __init__(self, fake: FakeRouting) -> None:
        self.fake = fake
        self._port = free_port()

    def officers(self, clock: Clock) -> RoutingOfficers:
        """Return what asks it."""
        signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), clock)
        url = f"http://127.0.0.1:{self._port}"
        return RoutingOfficers(ServiceClient("routing", url, signer))

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run it."""
        server = ThreadingHTTPServer(("127.0.0.1", self._port), _handler_of(self._answer))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield
        server.shutdown()
        server.server_close()
        thread.join()

    def _answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        reply = self.fake.call("POST", path, document=orjson.loads(body), seconds=0.0)
        return reply.status, reply.body


def _handler_of(
    answer: Callable[[str, bytes], tuple[int, bytes]],
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                """Who asked does not wait any more."""

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
