"""TLS before a server of a test, as an operator's own line has it."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.integration.notification.certificate import write_certificate

_PORTION = 16 * 1024
_LOOK_SECONDS = 0.05


@contextmanager
def tls_before(port: int, folder: Path, host: str) -> Iterator[int]:
    """Yield a port behind which, under TLS, stands what listens at `port`."""
    write_certificate(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(_LOOK_SECONDS)
        thread = threading.Thread(target=_serve, args=(door, port, context, stop))
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            stop.set()
            thread.join()


def _serve(door: socket.socket, port: int, context: ssl.SSLContext, stop: threading.Event) -> None:
    threads = []
    while not stop.is_set():
        with suppress(TimeoutError):
            came, _ = door.accept()
            threads.append(threading.Thread(target=_carry, args=(came, port, context, stop)))
            threads[-1].start()
    for thread in threads:
        thread.join()


def _carry(came: socket.socket, port: int, context: ssl.SSLContext, stop: threading.Event) -> None:
    """Carry both ways by one thread: OpenSSL lets none write while another reads."""
    with (
        suppress(OSError),
        context.wrap_socket(came, server_side=True) as outside,
        socket.create_connection(("127.0.0.1", port)) as inside,
    ):
        while not stop.is_set():
            ready, _, _ = select.select([outside, inside], [], [], _LOOK_SECONDS)
            for one, other in ((outside, inside), (inside, outside)):
                if one not in ready:
                    continue
                found = one.recv(_PORTION)
                while isinstance(one, ssl.SSLSocket) and one.pending():
                    found += one.recv(_PORTION)
                if not found:
                    return
                other.sendall(found)
