"""gunicorn's threaded worker with limits to how long a client may keep a thread waiting.

gunicorn itself reads and writes without any: sixteen clients that send a byte now and then would
hold sixteen threads for good. Its own refusals are HTML; here they are problems as all others.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import Any

import orjson
import structlog
from gunicorn import util
from gunicorn.http import errors as refused
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import BadRequest, RequestTimeout

from chassis.problems import CONTENT_TYPE, http_problem

# A head or a body must come at this pace after its first seconds (64 kbit/s).
_GRACE_SECONDS = float(os.environ.get("MOTCUA_CLIENT_GRACE_SECONDS", "10"))
_LEAST_BYTES_PER_SECOND = float(os.environ.get("MOTCUA_CLIENT_BYTES_PER_SECOND", "8192"))
_WRITE_SECONDS = 30.0
_PROMPT_SECONDS = 0.2
# Whoever has just been answered often asks again soon. The thread waits so long with the
# connection, because passing it through the main thread costs two changes of thread a request.
_LINGER_SECONDS = float(os.environ.get("MOTCUA_CLIENT_LINGER_SECONDS", "0.05"))
_AT_ONCE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)
_log = structlog.get_logger(__name__)

_BROKEN = HTTPStatus.INTERNAL_SERVER_ERROR
_STATUS_OF: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (refused.InvalidResponseHeader, _BROKEN),
    (refused.InvalidResponseHeaderName, _BROKEN),
    (refused.ConfigurationProblem, _BROKEN),
    (refused.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (refused.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (refused.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (refused.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (refused.ParseException, HTTPStatus.BAD_REQUEST),
    (RequestTimeout, HTTPStatus.REQUEST_TIMEOUT),
)


class ClientTooSlowError(RequestTimeout):
    """The client sends its request too slowly, or too many do."""


class ClientSocket:
    """A client's socket as a request is read from it: with patience that data refills.

    Only waiting for the client counts, and only so many threads may wait for slow ones at once
    (`slots`); whoever comes with its data at hand never needs a slot.
    """

    def __init__(self, sock: socket.socket, slots: BoundedSemaphore) -> None:
        self._sock = sock
        self._slots = slots
        self.begin()

    def begin(self) -> None:
        """Start anew: another request begins."""
        self._waited = 0.0
        self._received = 0

    def recv(self, size: int) -> bytes:
        """Return what came; raises `ClientTooSlowError` when patience is at its end."""
        left = _GRACE_SECONDS + self._received / _LEAST_BYTES_PER_SECOND - self._waited
        if left <= 0:
            raise ClientTooSlowError
        began = time.monotonic()
        try:
            data = self._recv(size, left)
        finally:
            self._waited += time.monotonic() - began
            self._sock.settimeout(_WRITE_SECONDS)
        self._received += len(data)
        return data

    def _recv(self, size: int, left: float) -> bytes:
        try:
            self._sock.settimeout(min(left, _PROMPT_SECONDS))
            return self._sock.recv(size)
        except TimeoutError:
            pass
        if not self._slots.acquire(blocking=False):
            raise ClientTooSlowError
        try:
            self._sock.settimeout(left)
            return self._sock.recv(size)
        except TimeoutError as error:
            raise ClientTooSlowError from error
        finally:
            self._slots.release()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever else a socket has
        return getattr(self._sock, name)


class _Connection(TConn):  # type: ignore[misc]  # gunicorn is untyped
    def __init__(self, *given: Any, slots: BoundedSemaphore) -> None:
        super().__init__(*given)
        self._slots = slots

    def init(self) -> None:
        """Prepare for a request; gunicorn calls this before each."""
        super().init()
        self.sock.settimeout(_WRITE_SECONDS)
        unreader = self.parser.unreader
        if isinstance(unreader.sock, ClientSocket):
            unreader.sock.begin()
        else:
            unreader.sock = ClientSocket(unreader.sock, self._slots)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A worker of `threads` threads, a third of which may wait for slow clients."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._slots = BoundedSemaphore(max(2, self.cfg.threads // 3))
        self._busy = 0
        self._busy_lock = Lock()

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, as gunicorn does, but for the kind of connection."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in _AT_ONCE:
                raise
            return
        self.nr_conns += 1
        client.setblocking(True)  # noqa: FBT003 -- the socket's own signature
        given = (self.cfg, client, address, listener.getsockname())
        self.enqueue_req(_Connection(*given, slots=self._slots))

    def handle(self, conn: TConn) -> object:
        """Answer a connection's requests as long as they come at once and threads are free."""
        with self._counted():
            kept = super().handle(conn)
            while kept is True and self._asks_again(conn):
                kept = super().handle(conn)
        return kept

    def _asks_again(self, conn: TConn) -> bool:
        """Wait shortly for the next request; False leaves the connection to the main thread.

        So does a worker half of whose threads are taken: others may need this one.
        """
        if not self.alive or self._busy > self.cfg.threads // 2:
            return False
        if conn.parser.unreader.buf.getvalue():
            return True
        waiting = select.poll()
        waiting.register(conn.sock, select.POLLIN)
        return bool(waiting.poll(_LINGER_SECONDS * 1000))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._busy_lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._busy_lock:
                self._busy -= 1

    def handle_request(self, req: Request, conn: TConn) -> object:
        """Answer a request, its body read with our words for what can be wrong with it."""
        req.body = RequestBody(req)
        return super().handle_request(req, conn)

    def handle_error(
        self, req: object, client: socket.socket, addr: object, exc: Exception
    ) -> None:
        """Answer what never reached the application with a problem, and close."""
        del req, addr
        status = _status_of(exc)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("request-failed", exc_info=exc)
        else:
            # The words of the error quote the request; only its kind is fit for a log.
            _log.info("request-refused", reason=type(exc).__name__, status=int(status))
        document = orjson.dumps(http_problem(status))
        head = (
            f"HTTP/1.1 {int(status)} {status.phrase}\r\nConnection: close\r\n"
            f"Content-Type: {CONTENT_TYPE}\r\nContent-Language: vi\r\n"
            f"Cache-Control: no-store\r\nContent-Length: {len(document)}\r\n\r\n"
        )
        try:
            util.write_nonblock(client, head.encode("latin1") + document)
        except OSError:
            _log.debug("client-gone")


class RequestBody:
    """A request's body as the application reads it (`wsgi.input`)."""

    def __init__(self, request: Request) -> None:
        self._body = request.body
        self.close_after_answer = request.force_close

    def read(self, size: int | None = None) -> bytes:
        """Return up to `size` bytes.

        Raises `BadRequest` for broken framing and `ClientTooSlowError`.
        """
        with _own_words():
            data: bytes = self._body.read(size)
        return data

    def readline(self, size: int | None = None) -> bytes:
        """Return a line; raises what `read` raises."""
        with _own_words():
            line: bytes = self._body.readline(size)
        return line

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever gunicorn asks of a body
        return getattr(self._body, name)


@contextmanager
def _own_words() -> Iterator[None]:
    try:
        yield
    except (refused.ParseException, OSError) as error:
        raise BadRequest from error


def _status_of(error: Exception) -> HTTPStatus:
    return next((status for kind, status in _STATUS_OF if isinstance(error, kind)), _BROKEN)
