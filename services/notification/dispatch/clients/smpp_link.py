"""One connection to a centre of short messages (SMPP 3.4), bound and read PDU by PDU."""

from __future__ import annotations

import logging
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from services.notification.dispatch.clients.tls_socket import TlsSocket
from services.notification.dispatch.ports import Answer
from services.notification.places import SmppServer

_LOGGER = "smpp"


class LinkDownError(Exception):
    """The connection is gone, or the other side does not speak SMPP."""


class LinkNotAskedError(LinkDownError):
    """The connection was gone before a request had left whole: it never came to be."""


class NotTrustedError(LinkDownError):
    """Under TLS the other side did not show that it is who we look for; `reason` is our word."""

    def __init__(self, said: str, reason: str) -> None:
        super().__init__(said)
        self.reason = reason


class BindRefusedError(Exception):
    """The centre does not let us in; `status` is its command_status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"bind refused: {status:#x}")
        self.status = status


# What the library raises for a connection that broke or bytes that are no PDU.
_BROKEN = (
    exceptions.ConnectionError,
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    OSError,
    struct.error,
    LookupError,
    TypeError,
    ValueError,
)


class Link:
    """A connection; many threads may ask on it, one alone may read."""

    def __init__(self, server: SmppServer, *, seconds: float) -> None:
        # The library writes whole PDUs, with numbers and words of people, to its log.
        logging.getLogger(_LOGGER).setLevel(logging.ERROR)
        self._server = server
        self._opened = _Opened(server)
        self._client: Any = Client(
            server.host,
            server.port,
            timeout=seconds,
            logger_name=_LOGGER,
            ssl_context=self._opened,
            allow_unknown_opt_params=True,
        )
        self._writing = threading.Lock()
        self._owed: set[object] = set()
        self._broken = False

    def open(self, *, receiving: bool) -> None:
        """Connect and bind; raises `BindRefusedError`, `NotTrustedError`, `LinkDownError`.

        Without `receiving` nothing but answers comes back.
        """
        bind = "bind_transceiver" if receiving else "bind_transmitter"
        try:
            self._client.connect()
            self._client.send_pdu(
                smpp.make_pdu(
                    bind,
                    client=self._client,
                    system_id=self._server.system_id,
                    password=self._server.password,
                )
            )
            answer = self._client.read_pdu()
        except _BROKEN as error:
            raise _why(error) from error
        if answer.is_error():
            raise BindRefusedError(answer.status)

    def ask(self, command: str, before: Callable[[int], None], **fields: object) -> None:
        """Send a request; `before` is told its number first. Raises `LinkNotAskedError`."""
        with self._writing:
            try:
                pdu = smpp.make_pdu(command, client=self._client, **fields)
                before(pdu.sequence)
                self._send(pdu)
            except _BROKEN as error:
                raise LinkNotAskedError(type(error).__name__) from error

    def answer(self, request: Any, status: int = consts.SMPP_ESME_ROK) -> None:  # noqa: ANN401 -- the library has no types
        """Answer a request of the other side; raises `LinkDownError`."""
        with self._writing:
            try:
                command = f"{request.command}_resp"
                pdu = smpp.make_pdu(command, client=self._client, status=status)
                pdu.sequence = request.sequence
                self._send(pdu)
            except _BROKEN as error:
                raise LinkDownError(type(error).__name__) from error

    def answer_later(self, request: Any) -> Answer:  # noqa: ANN401 -- the library has no types
        """Return what answers a request of the other side, from whatever thread.

        Where the connection is gone, or breaks by it, the other side says the request again.
        """
        owed = object()
        self._owed.add(owed)

        def answer(*, kept: bool) -> None:
            # Who reads notices where it breaks, and lets go of the connection.
            with suppress(LinkDownError):
                self.answer(request, consts.SMPP_ESME_ROK if kept else consts.SMPP_ESME_RX_T_APPN)
            self._owed.discard(owed)

        return answer

    def owes(self) -> bool:
        """Tell whether a request waits for its answer."""
        return bool(self._owed)

    def read(self, seconds: float) -> Any | None:  # noqa: ANN401 -- the library has no types
        """Return the next PDU, None when none begins in so long; raises `LinkDownError`."""
        if self._broken:
            raise LinkDownError("broken")
        try:
            return self._client.read_pdu() if self._opened.readable(seconds) else None
        except _BROKEN as error:
            raise LinkDownError(type(error).__name__) from error

    def close(self) -> None:
        """Take leave, without waiting for an answer, and close the connection."""
        with self._writing:
            try:
                self._send(smpp.make_pdu("unbind", client=self._client))
            except _BROKEN:
                # It was not bound, or is gone: nobody waits for a farewell.
                pass
            finally:
                self._client.disconnect()

    def _send(self, pdu: Any) -> None:  # noqa: ANN401 -- the library has no types
        """Send a PDU whole: behind a part of one the other side could read no other."""
        if self._broken:
            raise exceptions.ConnectionError
        try:
            self._client.send_pdu(pdu)
        except exceptions.ConnectionError:
            self._broken = True
            raise


class _Opened:
    """The socket the library opens: wrapped for TLS where asked, and asked what has come.

    The library reads until a time-out and loses what came of a PDU so far; so it is let read
    only once one begins. It calls `wrap_socket` of what it takes for an `ssl.SSLContext`, which
    it would give no name to check the certificate by.
    """

    def __init__(self, server: SmppServer) -> None:
        self._server = server
        self._socket: socket.socket | TlsSocket | None = None

    def wrap_socket(self, raw: socket.socket) -> socket.socket | TlsSocket:
        """Keep the socket at hand; a PDU leaves at once, also while another is unanswered."""
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = raw
        if self._server.secure:
            self._socket = TlsSocket(raw, self._server.host, self._server.ca_file)
        return self._socket

    def readable(self, seconds: float) -> bool:
        """Tell whether something comes within so long."""
        found = self._socket
        if found is None:
            return False
        if isinstance(found, TlsSocket):
            return found.readable(seconds)
        poll = select.poll()
        poll.register(found, select.POLLIN)
        return bool(poll.poll(seconds * 1000))


def _why(error: Exception) -> LinkDownError:
    """Return why no connection came to be; the library hides what TLS said behind its own."""
    hidden = error if isinstance(error, ssl.SSLError) else error.__context__
    if isinstance(hidden, ssl.SSLCertVerificationError):
        return NotTrustedError(hidden.verify_message, "certificate-not-trusted")
    if isinstance(hidden, ssl.SSLError):
        return NotTrustedError(str(hidden.reason), "no-tls")
    return LinkDownError(type(error).__name__)
