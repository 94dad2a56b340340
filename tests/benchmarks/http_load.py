"""A client that costs little: prepared requests on connections that stay open."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

_TIMEOUT_SECONDS = 30.0


class Line:
    """One connection; asks, and waits for the whole answer.

    Its `head` is in lower case, its `body` as it came.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self.head = self.body = b""
        self._open()

    def ask(self, request: bytes) -> int:
        """Send a request and return the status of its answer."""
        self._socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._received()
        self.head = head = data[:end].lower()
        at = head.find(b"content-length: ")
        length = int(head[at + 16 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        missing = end + 4 + length - len(data)
        pieces = [data[end + 4 :]]
        while missing > 0:
            pieces.append(self._received())
            missing -= len(pieces[-1])
        self.body = b"".join(pieces)
        if b"connection: close" in head:
            self._socket.close()
            self._open()
        return int(data[9:12])

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), _TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _received(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("closed in the middle of an answer")
        return piece


@dataclass(slots=True)
class Answers:
    """What came back: seconds of each answer, and how often each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    took: float = 0.0

    def add(self, status: int, seconds: float) -> None:
        """Note an answer."""
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1


def in_turn(
    lines: Mapping[str, Line], requests: Mapping[str, bytes], asks: int
) -> dict[str, Answers]:
    """Ask one thing after the other, each line in turn, so that all see the same machine."""
    found = {name: Answers() for name in lines}
    for _ in range(asks):
        for name, line in lines.items():
            began = time.perf_counter()
            status = line.ask(requests[name])
            found[name].add(status, time.perf_counter() - began)
    return found


def at_once(port: int, make: Callable[[], bytes], *, lines: int, seconds: float) -> Answers:
    """Ask on `lines` connections at once, each as soon as it has its answer."""
    answers = Answers()
    began = time.perf_counter()

    def work(_number: int) -> None:
        line = Line(port)
        while (start := time.perf_counter()) - began < seconds:
            status = line.ask(make())
            answers.add(status, time.perf_counter() - start)
        line.close()

    with ThreadPoolExecutor(lines) as pool:
        list(pool.map(work, range(lines)))
    answers.took = time.perf_counter() - began
    return answers


def at_a_pace(port: int, request: bytes, *, per_second: float, seconds: float) -> Answers:
    """Ask at a pace, from when each request was due: waiting in line counts."""
    answers = Answers()
    lines = 8
    began = time.perf_counter()

    def work(number: int) -> None:
        line = Line(port)
        for turn in range(number, int(per_second * seconds), lines):
            due = began + turn / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            status = line.ask(request)
            answers.add(status, time.perf_counter() - due)
        line.close()

    with ThreadPoolExecutor(lines) as pool:
        list(pool.map(work, range(lines)))
    return answers
