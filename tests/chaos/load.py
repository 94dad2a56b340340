"""Clients that file as careful programs do: the same key again until there is an answer."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

import urllib3

from tests.chaos.journal import Journal

_PATIENCE_SECONDS = 180.0
_PAUSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a filing is: where to, with what headers, and the body."""

    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Load:
    """Files with several clients side by side; `acked` maps each key to its answer's code.

    `pace` is the seconds each client rests between filings; everything random comes from `seed`.
    """

    make: Callable[[random.Random], Request]
    journal: Journal
    seed: int
    clients: int = 4
    pace: float = 0.0
    acked: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _left: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, count: int | None = None) -> None:
        """Begin filing, `count` times or until `stop`."""
        self._left = count
        self._stop.clear()
        self._threads = [
            threading.Thread(target=self._run, args=(self.seed * 1000 + number,), daemon=True)
            for number in range(self.clients)
        ]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until `count` filings are answered."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Let every client finish the filing it is at, and wait for that."""
        self._stop.set()
        self.join()

    def run(self, count: int) -> None:
        """File `count` times and wait for every answer."""
        self.start(count)
        self.join()

    def _run(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 -- a seeded run must repeat
        pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=2, read=20))
        while not self._stop.is_set() and self._take():
            key = str(UUID(int=chance.getrandbits(128)))
            self._file(pool, key, self.make(chance))
            if self.pace:
                self._stop.wait(chance.uniform(0, 2 * self.pace))

    def _take(self) -> bool:
        with self._lock:
            if self._left is None:
                return True
            self._left -= 1
            return self._left >= 0

    def _file(self, pool: urllib3.PoolManager, key: str, request: Request) -> None:
        """Send until answered for good; give up, unknown, after three minutes."""
        began = time.monotonic()
        self.journal.note("invoke", key=key)
        while time.monotonic() - began < _PATIENCE_SECONDS:
            status, code = self._send(pool, key, request)
            if status == HTTPStatus.CREATED and code:
                self._note_ack(key, code, time.monotonic() - began)
                return
            if 0 < status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in {409, 429}:
                self.journal.note("fail", key=key, status=status)
                return
            time.sleep(_PAUSE_SECONDS)
        self.journal.note("unknown", key=key)

    def _note_ack(self, key: str, code: str, seconds: float) -> None:
        with self._lock:
            self.acked[key] = code
            self.slowest = max(self.slowest, seconds)
        self.journal.note("ok", key=key, code=code, seconds=round(seconds, 3))

    def _send(self, pool: urllib3.PoolManager, key: str, request: Request) -> tuple[int, str]:
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        try:
            answer: Any = pool.request(
                "POST", request.url, body=request.body, headers=headers | dict(request.headers)
            )
        except urllib3.exceptions.HTTPError:
            with self._lock:
                self.statuses[0] += 1
            return 0, ""
        with self._lock:
            self.statuses[answer.status] += 1
            if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
                self.without_retry_after += "Retry-After" not in answer.headers
        code = answer.json()["code"] if answer.status == HTTPStatus.CREATED else ""
        return answer.status, code
