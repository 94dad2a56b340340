"""A mail server that costs next to nothing, and notes when it took what for whom.

It stands in for a provider where our own delay is measured: aiosmtpd, which the tests use, spends
more than a millisecond a mail itself. As servers do (RFC 2920), it answers what came together
together.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tests.integration.notification.mail_provider import free_port

_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-here\r\n250 PIPELINING\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


@dataclass
class MailServer:
    """Mails taken, each with its recipient and instant (`time.perf_counter()`); it can be away."""

    port: int = field(default_factory=free_port)
    taken: list[tuple[str, float]] = field(default_factory=list)
    _listening: socket.socket | None = None
    _open: set[socket.socket] = field(default_factory=set)

    def start(self) -> None:
        """Be there."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def stop(self) -> None:
        """Be away: connections end, new ones are refused."""
        listening, self._listening = self._listening, None
        for one in (listening, *self._open):
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                self._open.add(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session = _Session()
        with suppress(OSError), connection:
            connection.sendall(b"220 here\r\n")
            while chunk := connection.recv(1 << 16):
                connection.sendall(b"".join(session.answers(chunk)))
                self.taken += session.taken
                session.taken.clear()
        self._open.discard(connection)


class _Session:
    """What one connection said so far; mails it handed over stand in `taken`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []
        self._buffer = b""
        self._recipient = ""
        self._in_mail = False

    def answers(self, chunk: bytes) -> Iterator[bytes]:
        """Give an answer to each command that is whole, and to the end of a mail."""
        self._buffer += chunk
        while True:
            if self._in_mail:
                end = (b"\r\n" + self._buffer).find(_END)
                if end < 0:
                    return
                self._buffer = self._buffer[end + len(_END) - 2 :]
                self._in_mail = False
                self.taken.append((self._recipient, time.perf_counter()))
                yield b"250 taken\r\n"
                continue
            line, found, rest = self._buffer.partition(b"\r\n")
            if not found:
                return
            self._buffer = rest
            verb = line[:4].upper()
            if verb == b"RCPT":
                self._recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            self._in_mail = verb == b"DATA"
            yield _ANSWERS.get(verb, b"250 well\r\n")
