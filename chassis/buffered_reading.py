"""kombu's AMQP transport with reads of many frames at once.

py-amqp asks the kernel for header, payload and end of every frame: nine reads a message. Here one
read takes what is there, and frames that are whole already are handed on without touching the
socket's time-out (docs/performance.md, consumer).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from amqp.transport import TCPTransport
from kombu.transport import pyamqp

_READ_BYTES = 1 << 18
_HEADER_BYTES = 7
_END_BYTES = 1


class _BufferedTcp(TCPTransport):  # type: ignore[misc]  # no types
    """A connection's socket with what was read ahead of it."""

    _read_buffer: bytes

    def _setup_transport(self) -> None:
        super()._setup_transport()
        self._ahead = b""
        self._at = 0

    @contextmanager
    def having_timeout(self, timeout: float | None) -> Iterator[Any]:
        """Give the socket with a time-out, unless a whole frame is here already."""
        if self._frame_is_here():
            yield self.sock
            return
        with super().having_timeout(timeout) as sock:
            yield sock

    def _frame_is_here(self) -> bool:
        # After a time-out inside a frame its beginning lies in the base class' own buffer.
        start, left = self._at, len(self._ahead) - self._at
        if self._read_buffer or left < _HEADER_BYTES:
            return False
        size = int.from_bytes(self._ahead[start + 3 : start + _HEADER_BYTES], "big")
        return left >= _HEADER_BYTES + size + _END_BYTES

    def _read(self, n: int, initial: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 -- py-amqp's signature
        """Return exactly `n` bytes; what a time-out interrupts is kept for the next call.

        Raises `TimeoutError`, at once where the time-out is 0, and `OSError`.
        """
        if self._read_buffer:
            self._ahead = self._read_buffer + self._ahead[self._at :]
            self._at, self._read_buffer = 0, b""
        end = self._at + n
        while len(self._ahead) < end:
            try:
                more = self.sock.recv(_READ_BYTES)
            except BlockingIOError as error:
                # Without a time-out there is nothing to wait for. py-amqp keeps the beginning of a
                # frame for the next call where it hears of a time-out, and loses it otherwise.
                raise TimeoutError from error
            if not more:
                msg = "Server unexpectedly closed connection"
                raise OSError(msg)
            self._ahead = self._ahead[self._at :] + more
            self._at, end = 0, n
        found = self._ahead[self._at : end]
        self._at = end
        return found


class _BufferedConnection(pyamqp.Connection):
    def Transport(  # noqa: N802 -- py-amqp's
        self,
        host: str,
        connect_timeout: float,
        ssl: object = False,  # noqa: FBT002 -- the same
        read_timeout: float | None = None,
        write_timeout: float | None = None,
        **options: Any,
    ) -> TCPTransport:
        """Return the socket's half: buffered, or py-amqp's own for TLS."""
        if ssl:
            return super().Transport(
                host, connect_timeout, ssl, read_timeout, write_timeout, **options
            )
        return _BufferedTcp(
            host,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            write_timeout=write_timeout,
            **options,
        )


class BufferedTransport(pyamqp.Transport):
    """What to give kombu's `Connection` as `transport`."""

    Connection = _BufferedConnection


def transport_for(amqp_url: str) -> type[pyamqp.Transport] | None:
    """Return the transport for a URL, or None where kombu's own choice is needed (TLS)."""
    return BufferedTransport if amqp_url.startswith("amqp://") else None
