"""The loop that answers texts which came over a link, whose own thread must go on reading."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from queue import Empty, Full, Queue

import psycopg
import structlog

from chassis.backoff import Backoff
from chassis.failure import describe
from kernel.errors import ConflictError, UnavailableError
from services.notification.dispatch.domain.text_in import TextIn

ROOM = 100
"""So many texts may wait; further ones the centre is asked to say again."""

_log = structlog.get_logger(__name__)
_AWAY = (UnavailableError, ConflictError, psycopg.OperationalError)
_IDLE_SECONDS = 0.5
_LEAVE_SECONDS = 8.0
_ALIVE_SECONDS = 180.0


class HeardTexts:
    """Takes texts from the threads that read, and answers one after the other.

    `take` answers one; it may open transactions and send. What waits is kept in memory alone: a
    process that is killed answers none of it, and who asked asks again.
    """

    name = "texts-in"

    def __init__(self, take: Callable[[TextIn], object], *, room: int) -> None:
        self._take = take
        self._waiting = Queue[TextIn](room)
        self._door = threading.Lock()
        self._open = True
        self._moved_at = time.monotonic()

    def bring(self, text: TextIn) -> bool:
        """Let a text wait for its answer, without waiting itself; False when it cannot."""
        with self._door:
            if not self._open:
                return False
            try:
                self._waiting.put_nowait(text)
            except Full:
                _log.warning("texts-in-full", provider=text.provider)
                return False
        return True

    def run(self, stop: threading.Event) -> None:
        """Answer until `stop` is set, then what waits still, for eight seconds at most."""
        with ThreadPoolExecutor(1, thread_name_prefix=self.name) as apart:
            while not stop.is_set():
                self._moved_at = time.monotonic()
                self._next(apart, stop, _IDLE_SECONDS)
            with self._door:
                self._open = False
            leave_at = time.monotonic() + _LEAVE_SECONDS
            while time.monotonic() < leave_at and self._next(apart, stop, 0.0):
                pass

    def ready(self) -> bool:
        """Tell that the process may work: texts wait, or are said again."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def _next(self, apart: Executor, stop: threading.Event, seconds: float) -> bool:
        """Answer the text that comes within so long; tell whether one came."""
        try:
            text = self._waiting.get(timeout=seconds)
        except Empty:
            return False
        # Whatever is wrong with one text, written by anybody, is that text's alone.
        error = self._answer(apart, text, stop)
        if error is not None:
            _log.error("text-not-answered", provider=text.provider, reason=describe(error))
        return True

    def _answer(
        self, apart: Executor, text: TextIn, stop: threading.Event
    ) -> BaseException | None:
        """Answer a text, waiting for a database that is away; return what went wrong."""
        backoff = Backoff(first=0.5, most=10.0)
        while True:
            self._moved_at = time.monotonic()
            error = apart.submit(self._take, text).exception()
            if not isinstance(error, _AWAY) or stop.is_set():
                return error
            _log.warning("texts-in-wait", reason=describe(error))
            stop.wait(backoff.next())
