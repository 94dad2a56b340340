"""Waits longer than a minute: rows with an instant of the suite's clock, done once when due.

Whether a timer is due, the database decides (`motcua_now()`: its own clock with the suite's
offset and speed), never the process that asks: with several processes and one clock an hour off,
each timer is still done once, and not before its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import structlog
from sqlalchemy import Row, text

from chassis import metrics
from chassis.backoff import delay_after
from chassis.db import (
    ContentionError,
    Database,
    DatabaseUnavailableError,
    LockTimeoutError,
    Transaction,
)
from chassis.failpoints import failpoint
from chassis.failure import describe
from chassis.patience import PatientLoop

_log = structlog.get_logger(__name__)
_POLL_SECONDS = 1.0
_LEAST_WAIT_SECONDS = 0.05
_MOST_RETRY_SECONDS = 900.0
_GAUGE_SECONDS = 5.0
_BUSY_SECONDS = 1.0

_SET = text("""
    INSERT INTO timer (kind, subject, due_at, payload)
    VALUES (:kind, :subject, :due_at, CAST(:payload AS jsonb))
    ON CONFLICT (kind, subject) DO UPDATE
    SET due_at = excluded.due_at, payload = excluded.payload,
        attempts = 0, retry_at = NULL, reason = NULL
""")
# Who cancels holds what the handler of a timer under way waits for: waiting for it would be a
# deadlock. That handler finds nothing left to do.
_CANCEL = text("""
    DELETE FROM timer WHERE id = (
        SELECT id FROM timer WHERE kind = :kind AND subject = :subject FOR UPDATE SKIP LOCKED
    )
""")

KEEP_ONE = """
    INSERT INTO timer (kind, subject, due_at, payload)
    SELECT '{kind}', %({subject})s::text, %({due_at})s::timestamptz, '{{}}'
    WHERE %({due_at})s::timestamptz IS NOT NULL
    ON CONFLICT (kind, subject) DO UPDATE
    SET due_at = excluded.due_at, attempts = 0, retry_at = NULL, reason = NULL
"""
"""Sets the one timer of a subject as part of a larger statement; NULL sets none."""

DROP_ONE = """
    DELETE FROM timer WHERE kind = '{kind}' AND subject = %({subject})s::text
        AND %({due_at})s::timestamptz IS NULL
"""
"""Drops it where no timer is wanted any more: the other half of `KEEP_ONE`."""

# The row goes before its handler runs, so that the handler may set the same timer again. Each
# half reads one partial index from its end; `now` is the database's, whatever this machine thinks.
_TAKE = text("""
    DELETE FROM timer WHERE id = coalesce(
        (SELECT id FROM timer
         WHERE retry_at IS NULL AND due_at <= (SELECT motcua_now()) AND kind = ANY (:kinds)
         ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED),
        (SELECT id FROM timer
         WHERE retry_at <= (SELECT clock_timestamp()) AND kind = ANY (:kinds)
         ORDER BY retry_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    )
    RETURNING id, kind, subject, due_at, payload, attempts, motcua_now() AS now
""")
# Whoever waited for the row may have moved the timer meanwhile: it rings at its new instant then.
_PUT_OFF = text("""
    UPDATE timer SET attempts = attempts + 1, reason = :reason,
        retry_at = clock_timestamp() + make_interval(secs => :seconds)
    WHERE id = :id AND due_at = :due_at
""")
_PAUSE = text("""
    UPDATE timer SET retry_at = clock_timestamp() + make_interval(secs => :seconds)
    WHERE id = :id AND due_at = :due_at
""")
_NEXT = text("""
    SELECT extract(epoch FROM min(due_at) - (SELECT motcua_now()))
           / coalesce((SELECT speed FROM suite_clock), 1)
    FROM timer WHERE kind = ANY (:kinds) AND retry_at IS NULL
""")
# Written so that each minimum is the end of an index, however many timers fail or lie ahead: the
# clock is asked once, where a volatile function would be called for every timer there is.
_OLDEST = text("""
    SELECT coalesce(extract(epoch FROM (SELECT motcua_now()) - least(
        (SELECT min(due_at) FROM timer WHERE retry_at IS NULL AND due_at <= (SELECT motcua_now())),
        (SELECT min(due_at) FROM timer WHERE retry_at IS NOT NULL)
    )), 0)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A timer that is due; `attempts` counts the tries that failed before this one.

    `now` is the suite's present instant by the database's clock. A handler takes this one: the
    clock of its process may be wrong, and several processes must agree on what is over.
    """

    id: int
    kind: str
    subject: str
    due_at: datetime
    payload: Mapping[str, Any]
    attempts: int
    now: datetime

    @classmethod
    def from_row(cls, row: Row[Any]) -> Timer:
        """Return the timer of a row of the table `timer`."""
        return cls(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name

    @property
    def row(self) -> dict[str, Any]:
        """Return what finds its row as long as nobody has moved the timer."""
        return {"id": self.id, "due_at": self.due_at}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerHandler:
    """What to do with the timers of a kind, inside the transaction that ends them.

    Who holds a subject may wait for its timer, to move it: `handle` never waits for a subject in
    its turn but raises `LockTimeoutError`, and the timer looks again in a moment.
    """

    kind: str
    handle: Callable[[Transaction, Timer], None]


class Timers:
    """Sets and cancels timers inside a transaction; a (kind, subject) has one at most."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def set(
        self,
        *,
        kind: str,
        subject: str,
        due_at: datetime,
        payload: Mapping[str, Any] | None = None,
    ) -> None:
        """Set the timer, or move it when there is one. Raises `ValueError` for a naive instant."""
        if due_at.tzinfo is None:
            raise ValueError("A timer needs an aware instant.")
        parameters = {"kind": kind, "subject": subject, "due_at": due_at}
        self._tx.execute(_SET, parameters | {"payload": orjson.dumps(payload or {}).decode()})

    def cancel(self, *, kind: str, subject: str) -> bool:
        """Cancel the timer; return whether there was one.

        One that is being done at this moment is left alone: its handler looks under the lock of
        its subject whether there is something to do.
        """
        return self._tx.execute(_CANCEL, {"kind": kind, "subject": subject}).rowcount == 1


class TimerRunner(PatientLoop):
    """Does due timers one after another, each with its deletion in one transaction.

    Several runners may work on one database. A timer that fails is put off with growing waits and
    never given up; its age shows in the metrics.
    """

    def __init__(
        self, database: Database, handlers: Sequence[TimerHandler], *, name: str = "timers"
    ) -> None:
        super().__init__(name)
        self._database = database
        self._handlers = {handler.kind: handler for handler in handlers}
        self._kinds = sorted(self._handlers)
        self._gauge_at = 0.0
        self._done = metrics.counter(
            "motcua_timers_total", "Timers done and failed", ("kind", "outcome")
        )
        self._oldest = metrics.gauge(
            "motcua_timers_oldest_due_seconds", "How long the oldest due timer has waited"
        )

    def turn(self) -> float:
        """Do one timer; raises `UnavailableError` when the database is away."""
        return 0.0 if self.run_one() else self._idle()

    def run_one(self) -> bool:
        """Do the timer that is due the longest; return False when none is due.

        Raises `UnavailableError` when the database is away.
        """
        timer: Timer | None = None
        try:
            with self._database.transaction() as tx:
                row = tx.execute(_TAKE, {"kinds": self._kinds}).one_or_none()
                if row is None:
                    return False
                timer = Timer.from_row(row)
                failpoint("timer.taken")
                self._handlers[timer.kind].handle(tx, timer)
                failpoint("timer.handled")
        except Exception as error:
            if timer is None:
                raise
            if not self._database.ping():
                raise DatabaseUnavailableError from error
            self._after_failure(timer, error)
            return True
        self._done.labels(timer.kind, "done").inc()
        return True

    def _after_failure(self, timer: Timer, error: Exception) -> None:
        if isinstance(error, (LockTimeoutError, ContentionError)):
            # Somebody is at work on the subject: no failure, the timer looks again in a moment.
            with self._database.transaction() as tx:
                tx.execute(_PAUSE, timer.row | {"seconds": _BUSY_SECONDS})
            return
        self._put_off(timer, error)

    def _put_off(self, timer: Timer, error: Exception) -> None:
        """Note the failure in a transaction of its own."""
        seconds = delay_after(timer.attempts + 1, most=_MOST_RETRY_SECONDS)
        reason = describe(error)
        with self._database.transaction() as tx:
            tx.execute(_PUT_OFF, timer.row | {"reason": reason, "seconds": seconds})
        self._done.labels(timer.kind, "failed").inc()
        _log.error("timer-failed", kind=timer.kind, attempts=timer.attempts + 1, reason=reason)

    def _idle(self) -> float:
        """Return how long to sleep: until the next timer is due, a second at most."""
        with self._database.read() as tx:
            seconds = tx.scalar(_NEXT, {"kinds": self._kinds})
            if time.monotonic() >= self._gauge_at:
                self._oldest.set(float(tx.scalar(_OLDEST) or 0))
                self._gauge_at = time.monotonic() + _GAUGE_SECONDS
        if seconds is None:
            return _POLL_SECONDS
        # What is due and was not taken is in another runner's hands: no need to look at once.
        return min(_POLL_SECONDS, max(_LEAST_WAIT_SECONDS, float(seconds)))
