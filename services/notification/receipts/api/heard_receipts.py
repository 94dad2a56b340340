"""The loop that takes down receipts of links, whose own threads must go on reading."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, Full, Queue

import structlog

from chassis.failure import describe
from kernel.errors import UnavailableError
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.ports import Answer

ROOM = 1000
"""So many receipts may wait; further ones the centre is asked to say again."""
AT_ONCE = 100
"""So many at most share a transaction."""

_log = structlog.get_logger(__name__)
_IDLE_SECONDS = 0.5
_LEAVE_SECONDS = 8.0
_ALIVE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class _Heard:
    receipt: Receipt
    answer: Answer


class HeardReceipts:
    """Takes receipts from the threads that read, and takes down together those that are there.

    `take` commits several before it returns. Only then are they answered: what waits is in memory
    alone, and a centre says again what nobody answered. They are taken in the order they came.
    """

    name = "receipts"

    def __init__(self, take: Callable[[Sequence[Receipt]], object], *, room: int) -> None:
        self._take = take
        self._waiting = Queue[_Heard](room)
        self._door = threading.Lock()
        self._open = True
        self._moved_at = time.monotonic()

    def hear(self, receipt: Receipt, answer: Answer) -> None:
        """Put a receipt aside, without waiting; `answer` is told whether it was kept.

        At once that it was not, where too many wait or the loop has ended.
        """
        if not self._put(_Heard(receipt, answer)):
            answer(kept=False)

    def run(self, stop: threading.Event) -> None:
        """Take down until `stop` is set, then what waits still, for eight seconds at most."""
        with ThreadPoolExecutor(1, thread_name_prefix=self.name) as apart:
            while not stop.is_set():
                self._moved_at = time.monotonic()
                self._settle(apart, self._next(_IDLE_SECONDS))
            with self._door:
                self._open = False
            leave_at = time.monotonic() + _LEAVE_SECONDS
            while time.monotonic() < leave_at and (left := self._next(0.0)):
                self._settle(apart, left)

    def ready(self) -> bool:
        """Tell that the process may work: receipts wait, or are said again."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _put(self, heard: _Heard) -> bool:
        with self._door:
            if not self._open:
                return False
            try:
                self._waiting.put_nowait(heard)
            except Full:
                _log.warning("receipts-full", provider=heard.receipt.provider)
                return False
        return True

    def _next(self, seconds: float) -> Sequence[_Heard]:
        """Return what is there, once something comes within so long; nobody waits for more."""
        found: list[_Heard] = []
        try:
            found.append(self._waiting.get(timeout=seconds))
            while len(found) < AT_ONCE:
                found.append(self._waiting.get_nowait())
        except Empty:
            pass
        return found

    def _settle(self, apart: Executor, batch: Sequence[_Heard]) -> None:
        """Take a batch down and answer it: by halves where something in it cannot be taken."""
        if not batch:
            return
        self._moved_at = time.monotonic()
        error = apart.submit(self._take, [one.receipt for one in batch]).exception()
        if error is None:
            _answer(batch, kept=True)
        elif len(batch) == 1 or isinstance(error, UnavailableError):
            _log.warning(
                "receipts-not-kept",
                provider=batch[0].receipt.provider,
                count=len(batch),
                reason=describe(error),
            )
            _answer(batch, kept=False)
        else:
            half = len(batch) // 2
            self._settle(apart, batch[:half])
            self._settle(apart, batch[half:])


def _answer(batch: Sequence[_Heard], *, kept: bool) -> None:
    for one in batch:
        one.answer(kept=kept)
