"""A thread waits a moment with whoever it answered, but never while others need it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.gateway.conftest import APPS, Pair
from tests.integration.gateway.processes import Served, under_gunicorn

ASK = b"GET /quick HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n"
PATIENCE = 60


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a service of four threads that would wait with a connection for ten minutes."""
    quiet = {"MOTCUA_LOG_LEVEL": "ERROR", "MOTCUA_CLIENT_LINGER_SECONDS": "600"}
    folder: Path = tmp_path_factory.mktemp("waiting")
    with under_gunicorn(f"{APPS}:service()", folder, quiet, threads=4) as served:
        yield served


def answer(client: socket.socket) -> bytes:
    """Return the next answer's status line; answers of this service are one short object."""
    data = b""
    while not data.endswith(b"}"):
        piece = client.recv(65536)
        assert piece
        data += piece
    return data.partition(b"\r\n")[0]


def test_threads_that_wait_are_never_missed_by_others(waiting: Served) -> None:
    """Twelve stay connected after their answer, three for each thread; all go on being served."""
    with ExitStack() as stack:
        clients = [
            stack.enter_context(
                socket.create_connection(("127.0.0.1", waiting.port), timeout=PATIENCE)
            )
            for _ in range(12)
        ]
        lines = []
        for _ in range(3):
            for client in clients:
                client.sendall(ASK)
                lines.append(answer(client))

    assert set(lines) == {b"HTTP/1.1 200 OK"}


def test_two_requests_sent_together_are_both_answered(pair: Pair) -> None:
    """The second lies read already, so nothing more comes on the connection."""
    request = b"GET /api/v1/quick HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", pair.gateway.port), timeout=PATIENCE) as client:
        client.sendall(request + request.replace(b"Host", b"Connection: close\r\nHost"))
        both = b"".join(iter(lambda: client.recv(65536), b""))

    assert both.count(b"HTTP/1.1 200 OK") == 2
