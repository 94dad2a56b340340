"""HTTP/1.1 to one server on connections that stay open, with little between us and the socket.

Framing of bodies is the standard library's; only the head of an answer is read here, because the
library parses it as an e-mail, which costs as much as all the rest (docs/decisions/0017).
"""

from __future__ import annotations

import re
import select
import socket
import ssl
import time
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from http.client import BadStatusLine, HTTPException, HTTPResponse, IncompleteRead, LineTooLong
from itertools import islice
from urllib.parse import quote, urlsplit

Body = bytes | Iterator[bytes] | None

_CONNECT_SECONDS = 1.0
_IDLE_SECONDS = 20.0  # our servers close after 30, and a request must not meet that
_MAX_LINE = 65536
_MAX_FIELDS = 100
_PLAIN = re.compile(r"[\x21-\x7e]+")
_URL_PUNCTUATION = "%/?:@!$&'()*+,;=~[]"
_BREAKS_LINE = re.compile(r"[\r\n\0]")
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: |$)")
_END_OF_HEAD = b"\r\n\r\n"
_FIRST_FINAL = 200
_NO_BODY = frozenset({204, 304})
_KEEPS_OPEN = 11


class Connections:
    """Connections to the server at `base_url`, of which up to `keep` stay open unused."""

    def __init__(self, base_url: str, *, keep: int) -> None:
        parts = urlsplit(base_url)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._name = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if self._tls else 80)
        self._host = parts.netloc.rpartition("@")[2]
        self._keep = keep
        self._unused: deque[tuple[float, socket.socket]] = deque()
        weakref.finalize(self, _close_all, self._unused)

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: Body, *, seconds: float
    ) -> Answer:
        """Send a request and return the answer with its head read.

        Each wait for the server may take `seconds`. Raises `OSError` (`TimeoutError` when the
        server is silent) or `HTTPException`, and whatever reading `body` raises.
        """
        head = self._head(method, target, headers, body)
        sock = self._unused_one() or self._connected()
        answer = Answer(self, sock, method)
        try:
            sock.settimeout(seconds)
            _send(sock, head, body, chunked="Content-Length" not in headers)
            answer.begin()
        except BaseException:
            answer.close()
            raise
        return answer

    def give_back(self, sock: socket.socket) -> None:
        """Take back a connection on which everything was read."""
        if len(self._unused) < self._keep:
            self._unused.append((time.monotonic(), sock))
        else:
            sock.close()

    def _head(self, method: str, target: str, headers: Mapping[str, str], body: Body) -> bytes:
        if not _PLAIN.fullmatch(target):
            target = quote(target.encode("latin-1"), safe=_URL_PUNCTUATION)
        fields = {"Host": self._host, "Accept-Encoding": "identity", **headers}
        if isinstance(body, bytes):
            fields["Content-Length"] = str(len(body))
        elif body is not None and "Content-Length" not in fields:
            fields["Transfer-Encoding"] = "chunked"
        if any(_BREAKS_LINE.search(value) for value in fields.values()):
            raise ValueError("A header's value breaks its line.")
        lines = [f"{method} {target} HTTP/1.1", *(f"{n}: {v}" for n, v in fields.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _unused_one(self) -> socket.socket | None:
        """Return the connection used last, if it is still good; one that is not is closed."""
        while self._unused:
            try:
                since, sock = self._unused.pop()
            except IndexError:  # another thread was faster
                return None
            if time.monotonic() - since < _IDLE_SECONDS and not _has_something(sock):
                return sock
            sock.close()
        return None

    def _connected(self) -> socket.socket:
        try:
            sock = socket.create_connection((self._name, self._port), _CONNECT_SECONDS)
        except TimeoutError as error:
            raise ConnectionError("no connection in time") from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._tls.wrap_socket(sock, server_hostname=self._name) if self._tls else sock


class Answer(HTTPResponse):
    """An answer whose body is still to be read; must be read to its end or closed.

    `fields` has its headers by name in lower case, repeated ones joined (RFC 9110 section 5.3).
    """

    def __init__(self, connections: Connections, sock: socket.socket, method: str) -> None:
        super().__init__(sock, method=method)
        self._connections = connections
        self._sock: socket.socket | None = sock
        self._asked = method
        self.fields: dict[str, str] = {}

    def begin(self) -> None:
        """Read the head; raises `HTTPException` or `OSError`."""
        fields = self.fields = self._final_head()
        empty = self.status in _NO_BODY or self._asked == "HEAD"
        self.chunked = not empty and fields.get("transfer-encoding", "").lower() == "chunked"
        self.chunk_left = None
        length = fields.get("content-length", "")
        known = not self.chunked and length.isascii() and length.isdigit()
        self.length = 0 if empty else int(length) if known else None
        endless = self.length is None and not self.chunked
        closing = "close" in fields.get("connection", "").lower()
        self.will_close = endless or closing or self.version < _KEEPS_OPEN

    def some(self, size: int | None) -> bytes:
        """Return `size` bytes of the body, fewer only at its end; None: all that is left.

        The connection is given back at the end. Raises `HTTPException` or `OSError`.
        """
        try:
            data = self._whole_part(size)
        except BaseException:
            self.close()
            raise
        if self.isclosed():
            self._let_go(whole=True)
        return data

    def close(self) -> None:
        """Close the connection where something was left unread: it must serve nobody else."""
        super().close()
        self._let_go(whole=False)

    def _let_go(self, *, whole: bool) -> None:
        sock, self._sock = self._sock, None
        if sock is None:
            return
        if whole and not self.will_close:
            self._connections.give_back(sock)
        else:
            sock.close()

    def _whole_part(self, size: int | None) -> bytes:
        data: bytes = self.read(size)
        if self.length and (size is None or len(data) < size):
            raise IncompleteRead(data, self.length)
        return data

    def _final_head(self) -> dict[str, str]:
        """Return the headers of the answer itself, past those that only announce it (1xx)."""
        while True:
            status, *lines = self._read_head() or [b""]
            found = _STATUS.match(status)
            if found is None:
                raise BadStatusLine(repr(status[:20]))
            self.version = 10 + int(found[1])
            self.code = self.status = int(found[2])
            fields = _fields(lines)
            if self.status >= _FIRST_FINAL:
                return fields

    def _read_head(self) -> list[bytes]:
        """Return the lines of a head without their ends."""
        # Nearly always all of it came at once.
        size = self.fp.peek().find(_END_OF_HEAD)
        if size >= 0:
            return self.fp.read(size + len(_END_OF_HEAD)).split(b"\r\n")[:-2]
        lines = list(islice(iter(self._line, b""), _MAX_FIELDS + 1))
        if len(lines) > _MAX_FIELDS:
            raise HTTPException("too many headers")
        return lines

    def _line(self) -> bytes:
        line = self.fp.readline(_MAX_LINE + 1)
        if not line.endswith(b"\n"):
            if len(line) > _MAX_LINE:
                raise LineTooLong("header")
            raise ConnectionResetError("closed in the middle of an answer")
        return line.rstrip(b"\r\n")


def _fields(lines: list[bytes]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or name != name.strip():
            raise HTTPException("a header without a name")
        name, value = name.lower(), value.strip(" \t")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def _send(sock: socket.socket, head: bytes, body: Body, *, chunked: bool) -> None:
    try:
        if body is None or isinstance(body, bytes):
            sock.sendall(head + (body or b""))
            return
        sock.sendall(head)
        for piece in body:
            if piece:
                sock.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            sock.sendall(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        # Who answers before the body is whole (413, say) may close; the answer is there to read.
        return


def _close_all(unused: deque[tuple[float, socket.socket]]) -> None:
    for _, sock in unused:
        sock.close()


def _has_something(sock: socket.socket) -> bool:
    """Tell whether an unused connection was closed, or speaks without being asked."""
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(0))
