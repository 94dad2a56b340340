"""What routing counts; labels are few and bounded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import structlog

from chassis import metrics
from kernel.errors import ConflictError, UnavailableError

OpenTasks = Mapping[tuple[str, str], int]
"""How many tasks are open, by role of the step and status."""

_log = structlog.get_logger(__name__)
# Counting reads every open step, and on both cores: a third of a second of CPU at 65,000 of them.
_PERIOD_SECONDS = 60.0
_ALIVE_SECONDS = 150.0


def count_case_opened() -> None:
    """Count a case that was opened."""
    metrics.counter("motcua_cases_opened_total", "Cases opened").inc()


def count_task_completed(action: str) -> None:
    """Count a task that an officer ended by `action`."""
    metrics.counter(
        "motcua_tasks_completed_total", "Tasks that officers ended", ("action",)
    ).labels(action).inc()


def count_withdrawal(outcome: str) -> None:
    """Count an owner's wish to take a dossier back, by how it was settled."""
    metrics.counter(
        "motcua_withdrawals_settled_total", "Wishes to take a dossier back", ("outcome",)
    ).labels(outcome).inc()


def count_apology(reason: str) -> None:
    """Count an apology that a head signed, by its coded reason."""
    metrics.counter(
        "motcua_apologies_signed_total", "Apologies that heads signed", ("reason",)
    ).labels(reason).inc()


def count_enquiry(system: str, outcome: str) -> None:
    """Count what came of asking a specialised system, or of its answer."""
    metrics.counter(
        "motcua_enquiries_total", "Enquiries at specialised systems", ("system", "outcome")
    ).labels(system, outcome).inc()


class OpenTaskGauge:
    """A loop that shows how many tasks are open, by role and status, every minute."""

    name = "open-tasks"

    def __init__(self, count: Callable[[], OpenTasks]) -> None:
        self._count = count
        self._moved_at = time.monotonic()
        self._shown: set[tuple[str, str]] = set()
        self._gauge = metrics.gauge(
            "motcua_tasks_open", "Tasks that wait or are held", ("role", "status")
        )

    def run(self, stop: threading.Event) -> None:
        """Show the numbers until `stop` is set; a database that is away is waited for."""
        while not stop.is_set():
            self._moved_at = time.monotonic()
            try:
                self.show(self._count())
            except (UnavailableError, ConflictError) as error:
                _log.warning("open-tasks-not-counted", slug=error.slug)
            stop.wait(_PERIOD_SECONDS)

    def show(self, counted: OpenTasks) -> None:
        """Set the gauges; a role that has no open task any more shows 0."""
        for labels in self._shown - counted.keys():
            self._gauge.labels(*labels).set(0)
        for labels, number in counted.items():
            self._gauge.labels(*labels).set(number)
        self._shown |= counted.keys()

    def ready(self) -> bool:
        """Tell that counting never keeps the process from its work."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS
