"""The proxy does to a line what it is told, and the suite lives through each of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.chaos.fault_proxy import FaultProxy
from tests.chaos.small_suite import SmallSuite


@pytest.fixture
def echo() -> Iterator[int]:
    """Give the port of a server that says everything back."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while data := connection.recv(4096):
                connection.sendall(data)

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def test_a_clean_line_passes_everything(echo: int) -> None:
    with FaultProxy(echo, seed=1) as proxy, connect(proxy) as line:
        line.sendall(b"hello")

        assert line.recv(10) == b"hello"


def test_latency_is_added_each_way(echo: int) -> None:
    with FaultProxy(echo, seed=1) as proxy, connect(proxy) as line:
        proxy.set(latency=0.2)
        began = time.monotonic()
        line.sendall(b"hello")
        line.recv(10)

        assert time.monotonic() - began >= 0.4


def test_a_cut_line_is_reset(echo: int) -> None:
    with FaultProxy(echo, seed=1) as proxy, connect(proxy) as line:
        line.sendall(b"a")
        line.recv(1)
        proxy.cut()

        with pytest.raises(ConnectionResetError):
            line.recv(1)


def test_a_half_open_line_is_silent_and_stays(echo: int) -> None:
    with FaultProxy(echo, seed=1) as proxy, connect(proxy) as line:
        proxy.set(half_open=True)
        line.sendall(b"hello")
        line.settimeout(0.5)

        with pytest.raises(TimeoutError):
            line.recv(1)
        proxy.set()


def test_bytes_are_lost(echo: int) -> None:
    with FaultProxy(echo, seed=1) as proxy, connect(proxy) as line:
        proxy.set(loss=1.0)
        line.sendall(b"hello")

        assert len(line.recv(10)) == 3


def test_a_refused_line_hangs_up(echo: int) -> None:
    with FaultProxy(echo, seed=1) as proxy:
        proxy.set(refuse=True)
        # The reset may come before connecting is over.
        with pytest.raises(ConnectionResetError), connect(proxy) as line:
            line.recv(1)


def connect(proxy: FaultProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


@pytest.mark.timeout(300)
def test_nothing_is_lost_over_a_bad_line_to_the_broker(miniature: SmallSuite, seed: int) -> None:
    """Latency, cuts, a half-open line past the heartbeat, lost bytes, a throttle, refusals."""
    with FaultProxy(miniature.servers.port("rabbitmq"), seed=seed) as proxy:
        behind = urlunsplit(
            urlsplit(miniature.vhost.amqp_url)._replace(netloc=f"_:_@127.0.0.1:{proxy.port}")
        )
        for name in ("intake-api", *(f"{service}-background" for service in SERVICES)):
            service = name.partition("-")[0]
            url = through(miniature, service, behind)
            miniature.add_part(name, service, CHAOS_AMQP_URL=url, CHAOS_HEARTBEAT="4").start()
        for part in miniature.parts.values():
            part.wait_ready()
        load = miniature.load(seed=seed, clients=2, pace=0.1)
        load.start()
        for fault, seconds in FAULTS:
            miniature.journal.note("proxy", **fault)
            proxy.set(**{key: value for key, value in fault.items() if key != "cut"})
            if "cut" in fault:
                proxy.cut()
            time.sleep(seconds)
            proxy.set()
            time.sleep(1)
        load.stop()
        found = miniature.drain(load.acked, 90)

    assert found == []
    assert set(load.statuses) == {201}


SERVICES = ("intake", "routing", "reporting")
FAULTS = (
    ({"latency": 0.05, "jitter": 0.1}, 4),
    ({"cut": True}, 1),
    ({"half_open": True}, 14),
    ({"loss": 0.05}, 5),
    ({"bytes_per_second": 4000.0}, 5),
    ({"refuse": True, "cut": True}, 4),
)


def through(miniature: SmallSuite, service: str, behind: str) -> str:
    """Return the AMQP URL of a service with the proxy's place in it."""
    own = urlsplit(miniature.vhost.url_of(f"{miniature.vhost.name}-{service}"))
    place = urlsplit(behind).netloc.rpartition("@")[2]
    return urlunsplit(own._replace(netloc=f"{own.username}:{own.password}@{place}"))
