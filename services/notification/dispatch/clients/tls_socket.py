"""A connection under TLS on which one thread reads while others write."""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

_PORTION = 16 * 1024
_Done = TypeVar("_Done")


class TlsSocket:
    """What `smpplib` needs of a socket; nobody is let into OpenSSL while somebody else is in.

    A connection of OpenSSL must not be read and written at one time, so nothing blocks inside:
    who waits for the other side waits outside, where others pass. `ca_file` names who is trusted,
    else the machine's own; the certificate must be for `host`.
    """

    def __init__(self, raw: socket.socket, host: str, ca_file: Path | None) -> None:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        self._seconds = raw.gettimeout() or 0.0
        self._socket = context.wrap_socket(raw, server_hostname=host)
        self._turn = threading.Lock()
        self._kept = b""
        self._ended = False

    def connect(self, address: tuple[str, int]) -> None:
        """Connect and shake hands; raises `OSError`, `ssl.SSLError` among them."""
        self._socket.connect(address)
        self._socket.setblocking(False)  # noqa: FBT003 -- the library's own

    def sendall(self, octets: bytes) -> None:
        """Write all of it; raises `OSError`, `TimeoutError` among them."""
        left = memoryview(octets)
        until = time.monotonic() + self._seconds
        while left:
            sent, awaited = self._try(partial(self._socket.send, left))
            if sent is None:
                if not self._wait(awaited, until):
                    raise TimeoutError
            else:
                left = left[sent:]

    def recv(self, most: int) -> bytes:
        """Return up to so many octets, none at the end; raises `OSError`."""
        if not self.readable(self._seconds):
            raise TimeoutError
        found, self._kept = self._kept[:most], self._kept[most:]
        return found

    def readable(self, seconds: float) -> bool:
        """Tell whether something comes, or the end, within so long; raises `OSError`."""
        until = time.monotonic() + seconds
        while not self._kept and not self._ended:
            found, awaited = self._try(partial(self._socket.recv, _PORTION))
            if found is not None:
                self._kept, self._ended = found, not found
            elif not self._wait(awaited, until):
                return False
        return True

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            self._socket.close()

    def _try(self, act: Callable[[], _Done]) -> tuple[_Done | None, int]:
        """Return what came of it; none, and what to wait for, where it cannot be now."""
        with self._turn:
            try:
                return act(), 0
            except ssl.SSLWantReadError:
                return None, select.POLLIN
            except ssl.SSLWantWriteError:
                return None, select.POLLOUT

    def _wait(self, awaited: int, until: float) -> bool:
        poll = select.poll()
        poll.register(self._socket, awaited)
        return bool(poll.poll(max(0.0, until - time.monotonic()) * 1000))
