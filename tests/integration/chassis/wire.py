"""A wire between client and server that a test can cut and mend."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit


class Wire:
    """Forwards a local port to a server, while it is not cut."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._whole = True
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.attempts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @classmethod
    def to(cls, url: str) -> tuple[Wire, str]:
        """Return a wire to the server of a URL, and the URL over the wire."""
        parts = urlsplit(url)
        wire = cls(str(parts.hostname), int(parts.port or 0))
        credentials = parts.netloc.rpartition("@")[0]
        return wire, urlunsplit(parts._replace(netloc=f"{credentials}@127.0.0.1:{wire.port}"))

    def cut(self) -> None:
        """End every connection and end new ones as soon as they come."""
        self._whole = False
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def mend(self) -> None:
        """Forward again."""
        self._whole = True

    def close(self) -> None:
        """End the wire for good."""
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.attempts += 1
                if not self._whole:
                    client.close()
                    continue
                server = socket.create_connection(self._target)
                self._open += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=_copy, args=(source, sink), daemon=True).start()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
