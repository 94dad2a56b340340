"""Officers who read their worklist and do one act every ten seconds, each on their own time."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.benchmarks.http_load import Line

EVERY_SECONDS = 10.0
_ONWARD = ("approve", "complete", "forward")
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who works, and the token they log in with."""

    subject: str
    token: str


@dataclass(slots=True)
class Worked:
    """Seconds of every answer, by what was asked, and how late an officer could begin."""

    reads: list[float] = field(default_factory=list)
    acts: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)


def work(port: int, people: Sequence[Officer], *, seconds: float) -> Worked:
    """Let everybody work for so long; their turns are spread over the ten seconds."""
    worked, lock = Worked(), threading.Lock()
    begins = time.monotonic() + 1.0
    threads = [
        threading.Thread(
            target=_day,
            args=(
                port,
                one,
                (begins + place * EVERY_SECONDS / len(people), seconds),
                worked,
                lock,
            ),
        )
        for place, one in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return worked


def _day(
    port: int,
    officer: Officer,
    span: tuple[float, float],
    worked: Worked,
    lock: threading.Lock,
) -> None:
    """Work from an instant on for so many seconds."""
    turn, ends = span[0], sum(span)
    wait = threading.Event()
    while turn < ends:
        wait.wait(max(0.0, turn - time.monotonic()))
        lag = max(0.0, time.monotonic() - turn)
        line = AskingLine(port)
        read, answered, items = line.get(officer, "/api/v1/worklist?limit=20")
        with lock:
            worked.lags.append(lag)
            worked.reads.append(read)
            worked.statuses[f"worklist {answered}"] += 1
        if items:
            task, action = _chosen(officer, items)
            acted, settled = line.post(officer, task, action)
            with lock:
                worked.acts.append(acted)
                worked.statuses[f"act {settled}"] += 1
                worked.done[action] += settled == _OK
        line.close()
        turn += EVERY_SECONDS


def _chosen(officer: Officer, items: list[dict[str, Any]]) -> tuple[dict[str, Any], str]:
    """Return what to do: end a task of one's own, else claim one that waits."""
    for item in items:
        onward = [action for action in _ONWARD if action in item["actions"]]
        if item["assignee"] == officer.subject and onward:
            return item, onward[0]
    free = [item for item in items if "claim" in item["actions"]]
    return (secrets.choice(free) if free else items[0]), "claim"


class AskingLine(Line):
    """A connection that times its questions."""

    def get(self, officer: Officer, path: str) -> tuple[float, int, list[dict[str, Any]]]:
        """Return the seconds, the status and the items of a list."""
        head = f"GET {path} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {officer.token}\r\n\r\n"
        began = time.perf_counter()
        status = self.ask(head.encode())
        took = time.perf_counter() - began
        items = orjson.loads(self.body)["items"] if status == _OK else []
        return took, status, items

    def post(self, officer: Officer, item: dict[str, Any], action: str) -> tuple[float, int]:
        """Return the seconds and the status of an act."""
        head = (
            f"POST /api/v1/tasks/{item['task']}/{action} HTTP/1.1\r\nHost: g\r\n"
            f"Authorization: Bearer {officer.token}\r\nContent-Type: application/json\r\n"
            f'If-Match: "{item["etag"]}"\r\nIdempotency-Key: {secrets.token_hex(16)}\r\n'
            "Content-Length: 2\r\n\r\n{}"
        )
        began = time.perf_counter()
        status = self.ask(head.encode())
        return time.perf_counter() - began, status
