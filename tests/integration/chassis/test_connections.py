"""A connection to a service takes one exchange after the other, none once anything is wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from joserfc.jwk import OKPKey

from chassis.auth import TokenSigner
from chassis.clients import ServiceClient
from chassis.clock import machine_clock
from kernel.errors import UnavailableError

PATIENCE = 60.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
KEY = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
SIGNER = TokenSigner("gateway", KEY, machine_clock)


@dataclass(slots=True)
class Told:
    """A server that says what it was told: for each connection the answers, one a request."""

    connections: list[list[bytes]]
    until: bytes = b"\r\n\r\n"
    heard: list[bytes] = field(default_factory=list)
    taken: int = 0
    port: int = 0

    def answer(self, listener: socket.socket) -> None:
        for answers in self.connections:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.taken += 1
            with client:
                for answer in answers:
                    self.heard.append(self._hear(client))
                    client.sendall(answer)

    def _hear(self, client: socket.socket) -> bytes:
        data = b""
        while self.until not in data and (piece := client.recv(65536)):
            data += piece
        return data


@contextmanager
def told(*connections: list[bytes], until: bytes = b"\r\n\r\n") -> Iterator[Told]:
    server = Told(list(connections), until)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.answer, args=(listener,), daemon=True)
        thread.start()
        yield server
    thread.join(PATIENCE)


def client_of(server: Told) -> ServiceClient:
    url = f"http://127.0.0.1:{server.port}"
    return ServiceClient("intake", url, SIGNER, seconds=PATIENCE)


@pytest.mark.parametrize(
    ("method", "first", "body"),
    [
        ("GET", OK, b"ok"),
        (
            "GET",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            b"ok",
        ),
        ("GET", b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b""),
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b""),
    ],
    ids=["length", "chunked", "no-content", "not-modified", "head"],
)
def test_what_was_read_whole_leaves_the_connection_to_the_next(
    method: str, first: bytes, body: bytes
) -> None:
    """The second answer is not mistaken for the rest of the first."""
    with told([first, OK]) as server:
        client = client_of(server)
        bodies = [client.call(kind, "/").body for kind in (method, "GET")]

    assert bodies == [body, b"ok"]
    assert server.taken == 1


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\n\r\nok",
    ],
    ids=["close", "old", "endless"],
)
def test_a_connection_that_ends_serves_nobody_else(first: bytes) -> None:
    """Otherwise somebody would be given what was meant for another."""
    with told([first], [OK]) as server:
        client = client_of(server)
        bodies = [client.call("GET", "/").body for _ in range(2)]

    assert bodies == [b"ok", b"ok"]
    assert server.taken == 2


def test_what_is_said_too_much_reaches_nobody() -> None:
    """The rest of an answer is not taken for the answer to the next."""
    too_much = OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"
    with told([too_much, OK]) as server:
        client = client_of(server)
        bodies = [client.call("GET", "/").body for _ in range(2)]

    assert bodies == [b"ok", b"ok"]


def test_an_answer_left_unread_takes_its_connection_along() -> None:
    """Its rest must not be read as the answer to the next."""
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200000
    with told([long], [OK]) as server:
        client = client_of(server)
        first = client.call("GET", "/", whole=False)
        assert first.rest is not None
        first.rest.close()
        body = client.call("GET", "/").body

    assert (body, server.taken) == (b"ok", 2)


@pytest.mark.parametrize("asked", ["whole", "pieces"])
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nonly",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"",
    ],
    ids=["short", "short-chunk", "bad-chunk", "status", "ssh", "nothing"],
)
def test_a_broken_answer_is_an_error_and_never_a_shorter_one(answer: bytes, asked: str) -> None:
    """Half a list would look like a whole one."""
    with told([answer]) as server, pytest.raises(UnavailableError):
        client_of(server).call("GET", "/", whole=asked == "whole")


def test_who_refuses_a_body_early_is_heard() -> None:
    """A 413 comes before the body is sent, and the connection is closed."""
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig"
    with told([refusal]) as server:
        body = (b"x" * 65536 for _ in range(1000))
        reply = client_of(server).call("POST", "/", body=body)

    assert (reply.status, reply.body) == (413, b"big")


@pytest.mark.parametrize("value", ["a\r\nX-Actor: admin", "a\nb"])
def test_no_value_can_begin_a_line_of_its_own(value: str) -> None:
    """Nothing is sent at all."""
    with told() as server, pytest.raises(ValueError, match="header"):
        client_of(server).call("GET", "/", headers={"Accept": value})

    assert server.taken == 0


def test_repeated_headers_are_one_list() -> None:
    """Whatever the case of their names."""
    head = b"HTTP/1.1 200 OK\r\nLink: </a>\r\nLINK:  </b>\r\nContent-Length: 0\r\n\r\n"
    with told([head]) as server:
        reply = client_of(server).call("GET", "/")

    assert reply.headers == {"link": "</a>, </b>", "content-length": "0"}
