"""The loop that reconciles each hour: a timer says when, a thread of its own does it.

A run takes longer than a transaction may stay open, so the timer is only set anew and the run
asked for; one that a crash cut short is made up by the next hour's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from chassis.backoff import Backoff
from chassis.db import Transaction
from chassis.failure import describe
from chassis.timers import Timer, TimerHandler, Timers
from kernel.clock import Clock
from kernel.errors import ConflictError, DomainError, UnavailableError
from services.reporting.reconciliation.domain.report import Report

_PERIOD = timedelta(hours=1)
_LOOK_SECONDS = 1.0
_LONGEST_RUN_SECONDS = 1800.0
_log = structlog.get_logger(__name__)


class ReconciliationLoop:
    """Runs `run` when its timer was due, and shows the outcome through `show`.

    `arm` sets the timer unless it is set. It never keeps the process from its work: not ready is
    for what citizens wait for.
    """

    name = "reconciliation"

    def __init__(
        self,
        run: Callable[[], Report],
        show: Callable[[Report | None], None],
        arm: Callable[[], None],
        *,
        clock: Clock,
        kind: str,
    ) -> None:
        self._run = run
        self._show = show
        self._arm = arm
        self._clock = clock
        self._kind = kind
        self._asked = threading.Event()
        self._moved_at = time.monotonic()

    def handler(self) -> TimerHandler:
        """Return what is done when the timer is due."""

        def due(tx: Transaction, timer: Timer) -> None:
            Timers(tx).set(kind=timer.kind, subject=timer.subject, due_at=self._clock() + _PERIOD)
            self._asked.set()

        return TimerHandler(kind=self._kind, handle=due)

    def run(self, stop: threading.Event) -> None:
        """Wait for the timer and reconcile, until `stop` is set."""
        self._arm_patiently(stop)
        while not stop.is_set():
            self._moved_at = time.monotonic()
            if self._asked.is_set():
                self._asked.clear()
                self.run_once()
            stop.wait(_LOOK_SECONDS)

    def run_once(self) -> None:
        """Reconcile and show what came of it; a failure is shown too, and the next hour tries."""
        report: Report | None = None
        try:
            report = self._run()
        except DomainError as error:
            _log.warning("reconciliation-failed", reason=describe(error))
        self._show(report)

    def ready(self) -> bool:
        """Tell that reconciling never keeps the process from its work."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved within the longest time a run may take."""
        return time.monotonic() - self._moved_at < _LONGEST_RUN_SECONDS

    def _arm_patiently(self, stop: threading.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                self._arm()
            except (UnavailableError, ConflictError) as error:
                wait = backoff.next()
                _log.warning("reconciliation-waits", reason=describe(error), seconds=wait)
                stop.wait(wait)
            else:
                return
