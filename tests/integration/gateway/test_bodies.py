"""Bodies pass through in pieces; too large, too slow or badly framed ones are refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

from tests.integration.gateway.conftest import Pair

MIB = 1024 * 1024
POST = b"POST /api/v1/small HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """What came back on a connection until the other side closed it."""

    status: int
    head: str
    problem: dict[str, Any]
    seconds: float


Send = Callable[[bytes], Raw]


@pytest.fixture
def send(pair: Pair) -> Send:
    """Give a function that sends bytes, and no more, and reads until the door closes."""

    def sent(data: bytes) -> Raw:
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", pair.gateway.port), timeout=60) as client:
            client.sendall(data)
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        found = re.match(rb"HTTP/1\.1 (\d{3})", head)
        assert found
        return Raw(
            status=int(found.group(1)),
            head=head.decode(),
            problem=json.loads(body),
            seconds=time.monotonic() - began,
        )

    return sent


LENGTH = b"Content-Length: 5\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"10000\r\n" + b"x" * 65536 + b"\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status", "slug"),
    [
        (POST + LENGTH + CHUNKED + b"0\r\n\r\n", 400, "malformed"),
        (POST + LENGTH + b"Content-Length: 6\r\n\r\nhello!", 400, "malformed"),
        (POST + b"Transfer-Encoding: gzip\r\n\r\n", 400, "malformed"),
        (POST + b"Content-Length: 200000\r\n\r\n" + b"x" * 1000, 413, "too-large"),
        (POST + CHUNKED + CHUNK + CHUNK, 413, "too-large"),
        (POST + CHUNKED + b"zz\r\n", 400, "malformed"),
        (POST + b"Content-Length: 50\r\n\r\nonly so much", 408, "timeout"),
        (POST + CHUNKED + b"5\r\nhel", 408, "timeout"),
        (POST + b"Content-Le", 408, "timeout"),
        (b"POST /api/v1/small?" + b"x" * 5000 + b" HTTP/1.1\r\n\r\n", 414, "too-large"),
        (POST + b"X: " + b"y" * 9000 + b"\r\n\r\n", 431, "too-large"),
    ],
    ids=["both-lengths", "two-lengths", "no-chunks", "declared", "chunked", "bad-chunk",
         "slow-body", "slow-chunk", "slow-head", "long-line", "long-head"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_soon_and_the_connection_closed(
    send: Send, request_bytes: bytes, status: int, slug: str
) -> None:
    """Before it was all sent: the client of each case waits for the answer with more to send."""
    answer = send(request_bytes)

    assert answer.status == status
    assert answer.problem["type"] == f"/problems/{slug}"
    assert set(answer.problem["titles"]) == {"vi", "en"}
    assert "Content-Type: application/problem+json" in answer.head
    assert answer.seconds < 30


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_passes_whole_and_leaves_memory_flat(pair: Pair, *, chunked: bool) -> None:
    """Forty-eight mebibytes arrive as they were sent; the door holds a few pieces of them."""
    block = os.urandom(MIB)
    blocks = 48
    expected = hashlib.sha256(block * blocks).hexdigest()
    pool = urllib3.PoolManager(retries=False)
    headers = {} if chunked else {"Content-Length": str(MIB * blocks)}
    pool.request("POST", f"{pair.gateway.url}/api/v1/small", body=b"warm")
    before = pair.gateway.resident()

    answer = pool.request(
        "POST",
        f"{pair.gateway.url}/api/v1/large",
        body=(block for _ in range(blocks)),
        headers=headers,
    )

    assert answer.json() == {"sha256": expected, "bytes": MIB * blocks}
    assert pair.gateway.resident() - before < 12 * MIB


def test_a_long_answer_passes_whole_and_leaves_memory_flat(pair: Pair) -> None:
    """It is given on as it comes, with its length."""
    pool = urllib3.PoolManager(retries=False)
    pool.request("GET", f"{pair.gateway.url}/api/v1/quick")
    before = pair.gateway.resident()

    answer = pool.request("GET", f"{pair.gateway.url}/api/v1/long", preload_content=False)
    size = sum(len(piece) for piece in answer.stream(MIB))

    assert size == int(answer.headers["Content-Length"]) == 32 * MIB
    assert pair.gateway.resident() - before < 12 * MIB


def test_head_answers_as_get_without_the_body(pair: Pair) -> None:
    """Also for a long answer, whose connection to the service is not left open."""
    for _ in range(40):
        answer = urllib3.request("HEAD", f"{pair.gateway.url}/api/v1/long", retries=False)

        assert (answer.status, answer.data) == (200, b"")
