"""A portal behind TLS, which checks signatures as the standard's own libraries do."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chassis.clock import machine_clock
from chassis.webhook_signature import verified
from tests.integration.notification.certificate import write_certificate

HOST = "portal.example.vn"


@dataclass
class PortalBox:
    """Answers with `status`; keeps the id and body of each call whose signature is good."""

    folder: Path
    keys: list[bytes]
    host: str = HOST
    status: int = 200
    port: int = 0
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)
    """Cleared, it takes calls and does not answer."""

    def __post_init__(self) -> None:
        """Begin by answering."""
        self.answering.set()

    def context(self) -> ssl.SSLContext:
        """Return what trusts this portal's certificate, for its name alone."""
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve on a port of its own."""
        write_certificate(self.folder, self.host)
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                box.paths.append(self.path)
                call_id = verified(dict(self.headers), body, box.keys, machine_clock())
                box.heard.append((call_id, body))
                box.answering.wait(30)
                self.send_response(box.status)
                self.send_header("Location", "https://169.254.169.254/latest")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_request(self, *_: object) -> None:
                """Say nothing."""

        return Handler
