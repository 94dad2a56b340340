"""Clients that stop in the middle of a body hold a third of the door, and no more."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import urllib3

from chassis.testing.databases import cloned_database
from deploy.keys import make_keys
from tests.integration.gateway.apps import environment
from tests.integration.gateway.conftest import APPS
from tests.integration.gateway.processes import Served, under_gunicorn

_THREADS = 6
_SHARE = 2
_SLOW = 20
_PATIENCE = 90.0
_GRACE = "200"
"""Seconds a slow client may hold its thread: more than this test waits for anything."""

_HEAD = (
    b"POST /api/v1/small HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 50000"
)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Served]:
    """Give a gateway of few threads that waits long for whoever holds one."""
    make_keys(tmp_path, with_issuer=True)
    with ExitStack() as stack:
        url = stack.enter_context(cloned_database("gateway"))
        quiet = {"MOTCUA_LOG_LEVEL": "ERROR"}
        service = stack.enter_context(under_gunicorn(f"{APPS}:service()", tmp_path, quiet))
        settings = environment(tmp_path, service.url, url) | {
            "MOTCUA_CLIENT_GRACE_SECONDS": _GRACE
        }
        yield stack.enter_context(
            under_gunicorn(f"{APPS}:gateway()", tmp_path, settings, threads=_THREADS)
        )


def answers_of(slow: list[socket.socket], enough: int) -> list[bytes]:
    """Read what came on the connections until so many were answered."""
    answers: list[bytes] = []
    until = time.monotonic() + _PATIENCE
    while len(answers) < enough and time.monotonic() < until:
        ready, _, _ = select.select(slow, [], [], 1.0)
        for client in ready:
            slow.remove(client)
            answers.append(client.recv(12))
            client.close()
    return answers


def test_slow_clients_hold_only_their_share_of_the_door(door: Served) -> None:
    """Twenty that stop: two are waited for, the others told so, and who comes whole is served."""
    slow = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(_SLOW)]
    with ExitStack() as stack:
        for client in slow:
            stack.callback(client.close)
            client.sendall(_HEAD + b"\r\n\r\nx")
        refused = answers_of(slow, _SLOW - _SHARE)
        # A crowded machine may make an honest client slow: it asks again, as a browser would.
        answer = urllib3.request(
            "GET",
            f"{door.url}/api/v1/quick",
            retries=urllib3.Retry(10, backoff_factor=0.1, status_forcelist=[408]),
            timeout=_PATIENCE,
        )
        still_held, _, _ = select.select(slow, [], [], 0)

    assert refused == [b"HTTP/1.1 408"] * (_SLOW - _SHARE)
    assert answer.status == 200
    assert still_held == []
