"""A connection serves one exchange after the other, and none once anything about it is wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException

import pytest

from chassis.connections import Answer, Connections

PATIENCE = 60.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKS = b"2\r\nok\r\n0\r\n\r\n"


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


def asked(
    connections: Connections,
    method: str = "GET",
    target: str = "/",
    headers: dict[str, str] | None = None,
    body: bytes | Iterator[bytes] | None = None,
) -> Answer:
    return connections.ask(method, target, headers or {}, body, seconds=PATIENCE)


def connections_to(server: Told) -> Connections:
    return Connections(f"http://127.0.0.1:{server.port}", keep=4)


@pytest.mark.parametrize(
    ("method", "first", "body"),
    [
        ("GET", OK, b"ok"),
        ("GET", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK, b"ok"),
        (
            "GET",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            b"ok",
        ),
        ("GET", b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", b""),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b""),
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b""),
    ],
    ids=["length", "early-hints", "chunked", "no-content", "not-modified", "head"],
)
def test_what_was_read_whole_leaves_the_connection_to_the_next(
    method: str, first: bytes, body: bytes
) -> None:
    """The second answer is not mistaken for the rest of the first."""
    with told([first, OK]) as server:
        connections = connections_to(server)
        bodies = [asked(connections, kind).some(None) for kind in (method, "GET")]

    assert bodies == [body, b"ok"]
    assert server.taken == 1


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\n\r\nok",
        OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
    ],
    ids=["close", "old", "endless", "too-much"],
)
def test_a_connection_that_ends_or_says_too_much_serves_nobody_else(first: bytes) -> None:
    """Otherwise somebody would be given what was meant for another."""
    with told([first], [OK]) as server:
        connections = connections_to(server)
        bodies = [asked(connections).some(None) for _ in range(2)]

    assert bodies == [b"ok", b"ok"]
    assert server.taken == 2


def test_a_connection_the_server_closed_meanwhile_is_not_used() -> None:
    """A service that was started anew costs nobody an error."""
    with told([OK], [OK]) as server:
        connections = connections_to(server)
        asked(connections).some(None)
        # The server's end is closed after its one answer; the second waits to be taken.
        while not _closed(connections):
            threading.Event().wait(0.01)
        body = asked(connections).some(None)

    assert (body, server.taken) == (b"ok", 2)


def _closed(connections: Connections) -> bool:
    ((_, sock),) = connections._unused
    return sock.recv(1, socket.MSG_PEEK) == b""


def test_an_answer_left_unread_takes_its_connection_along() -> None:
    """Its rest must not be read as the answer to the next."""
    with told([OK], [OK]) as server:
        connections = connections_to(server)
        first = asked(connections)
        begun = first.some(1)
        first.close()
        body = asked(connections).some(None)

    assert (begun, body, server.taken) == (b"o", b"ok", 2)


@pytest.mark.parametrize("size", [None, 100])
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nonly",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nno name\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"",
    ],
    ids=[
        "short",
        "short-chunk",
        "bad-chunk",
        "short-head",
        "nameless",
        "status",
        "ssh",
        "nothing",
    ],
)
def test_a_broken_answer_is_an_error_and_never_a_shorter_one(
    answer: bytes, size: int | None
) -> None:
    """Half a list would look like a whole one."""
    with told([answer]) as server, pytest.raises((HTTPException, OSError)):
        asked(connections_to(server)).some(size)


def test_who_refuses_a_body_early_is_heard() -> None:
    """A 413 comes before the body is sent, and the connection is closed."""
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig"
    with told([refusal]) as server:
        body = (b"x" * 65536 for _ in range(1000))
        answer = asked(connections_to(server), "POST", body=body)
        found = (answer.status, answer.some(None))

    assert found == (413, b"big")


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({}, b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
        ({"Content-Length": "3"}, b"Content-Length: 3\r\n\r\nabc"),
    ],
    ids=["chunks", "length"],
)
def test_a_body_in_pieces_is_framed_by_chunks_or_its_length(
    headers: dict[str, str], sent: bytes
) -> None:
    """An empty piece would end it early."""
    with told([OK], until=sent[-5:]) as server:
        asked(connections_to(server), "POST", headers=headers, body=iter([b"ab", b"", b"c"])).some(
            None
        )

    assert server.heard[0].endswith(sent)


@pytest.mark.parametrize("value", ["a\r\nX-Actor: admin", "a\nb", "a\0"])
def test_no_value_can_begin_a_line_of_its_own(value: str) -> None:
    """Nothing is sent at all."""
    with told() as server, pytest.raises(ValueError, match="line"):
        asked(connections_to(server), headers={"Accept": value})

    assert server.taken == 0


def test_no_target_can_end_the_line_it_stands_in() -> None:
    """What is no letter of a URL is encoded, octet by octet."""
    with told([OK]) as server:
        asked(connections_to(server), target="/a?q=x y\r\nX: 1#\xe1\xba").some(None)

    assert server.heard[0].startswith(b"GET /a?q=x%20y%0D%0AX:%201%23%E1%BA HTTP/1.1\r\n")


def test_repeated_headers_are_one_list() -> None:
    """Whatever the case of their names."""
    head = b"HTTP/1.1 200 OK\r\nLink: </a>\r\nLINK:  </b> \r\nContent-Length: 0\r\n\r\n"
    with told([head]) as server:
        answer = asked(connections_to(server))

    assert answer.fields == {"link": "</a>, </b>", "content-length": "0"}
