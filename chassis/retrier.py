"""Drives what the inbox holds: retries, successors whose turn came, gaps to ask about."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import Row, text

from chassis import metrics
from chassis.db import Transaction
from chassis.failpoints import failpoint
from chassis.failure import describe
from chassis.heard import FORGED, Heard
from chassis.inbox import Inbox
from chassis.patience import PatientLoop

RequestReplay = Callable[[str, str, int, int], None]
"""Asks the owner of a source to say events again: (source, subject, first, last)."""

_log = structlog.get_logger(__name__)
_POLL_SECONDS = 1.0
_GAUGE_SECONDS = 5.0
_AT_ONCE = 20
_STATUSES = ("retry", "waiting", "parked", "discarded")

# The try is counted before it is made: an event that kills the process is parked in the end.
_CLAIM_RETRIES = text("""
    UPDATE inbox SET attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + make_interval(
            secs => least(300, power(2, least(attempts, 10))) * (0.5 + random() / 2))
    WHERE (consumer, event_id) IN (
        SELECT consumer, event_id FROM inbox
        WHERE consumer = :consumer AND status = 'retry' AND next_attempt_at <= clock_timestamp()
        ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    RETURNING event_id, body, attempts, extract(epoch FROM clock_timestamp() - received_at) AS age
""")
_RIPE = text("""
    SELECT DISTINCT ON (inbox.source, inbox.subject) inbox.body
    FROM inbox LEFT JOIN gate USING (consumer, source, subject)
    WHERE consumer = :consumer AND status = 'waiting'
      AND inbox.sequence <= coalesce(gate.last, 0) + 1
    ORDER BY inbox.source, inbox.subject, inbox.sequence LIMIT :limit
""")
_CLAIM_GAPS = text("""
    UPDATE inbox SET attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + make_interval(
            secs => 60 * power(2, least(attempts, 4)))
    WHERE (consumer, event_id) IN (
        SELECT consumer, event_id FROM inbox
        WHERE consumer = :consumer AND status = 'waiting' AND next_attempt_at <= clock_timestamp()
        ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    RETURNING source, subject
""")
_KNOWN = text("""
    SELECT coalesce(gate.last, 0) AS last, array_agg(inbox.sequence) AS sequences
    FROM inbox LEFT JOIN gate USING (consumer, source, subject)
    WHERE consumer = :consumer AND source = :source AND subject = :subject
      AND status <> 'done' AND inbox.sequence > coalesce(gate.last, 0)
    GROUP BY 1
""")
_COUNTS = text("""
    SELECT status, count(*) AS rows, count(DISTINCT (source, subject)) AS subjects,
           coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0) AS age
    FROM inbox WHERE consumer = :consumer AND status <> 'done' GROUP BY status
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Events of a subject that are missing, `first` to `last`."""

    source: str
    subject: str
    first: int
    last: int


def missing_between(last: int, known: Sequence[int]) -> tuple[int, int] | None:
    """Return the first and last number missing behind `last` and before the newest known one."""
    have = set(known)
    missing = [number for number in range(last + 1, max(have, default=0)) if number not in have]
    return (missing[0], missing[-1]) if missing else None


class InboxRetrier(PatientLoop):
    """Looks into the inbox each second; several may work on one consumer's inbox."""

    def __init__(
        self,
        inbox: Inbox,
        request_replay: RequestReplay | None = None,
        *,
        name: str = "inbox-retrier",
    ) -> None:
        super().__init__(name)
        self._inbox = inbox
        self._request_replay = request_replay
        self._mine = {"consumer": inbox.consumer, "limit": _AT_ONCE}
        self._gauge_at = 0.0
        labels = ("consumer",)
        self._rows = metrics.gauge(
            "motcua_inbox_rows", "Events heard and not done", ("consumer", "status")
        )
        self._oldest = metrics.gauge(
            "motcua_inbox_oldest_seconds", "Age of the oldest such event", ("consumer", "status")
        )
        self._gaps = metrics.gauge(
            "motcua_gate_gaps", "Subjects with events that wait for a predecessor", labels
        )
        self._asked = metrics.counter(
            "motcua_gate_replays_total",
            "Gaps the owner was asked to fill",
            ("consumer", "outcome"),
        )

    def turn(self) -> float:
        """Look once; raises `UnavailableError` or `ConflictError` when it cannot be read."""
        wait = 0.0 if self.run_once() else _POLL_SECONDS
        self._measure()
        return wait

    def run_once(self) -> bool:
        """Try again what is due, apply what is ripe, ask for what is missing.

        Returns whether there was as much to try as fits into one round. Raises
        `UnavailableError` when the database is away.
        """
        retries = self._retries()
        for heard in retries:
            # One by one: what failed before must not hold up what waits beside it.
            self._inbox.work([heard])
        ripe = self._ripe()
        if ripe:
            self._inbox.work(ripe)
        for gap in self._gaps_due():
            self._ask(gap)
        return len(retries) == _AT_ONCE or len(ripe) == _AT_ONCE

    def _retries(self) -> list[Heard]:
        with self._inbox.database.transaction() as tx:
            rows = tx.execute(_CLAIM_RETRIES, self._mine).all()
        if rows:
            failpoint("retrier.claimed")
        return [self._retry(row) for row in rows]

    def _ripe(self) -> list[Heard]:
        with self._inbox.database.read() as tx:
            rows = tx.execute(_RIPE, self._mine).all()
        return [self._stored(row.body) for row in rows]

    def _retry(self, row: Row[Any]) -> Heard:
        heard = self._stored(row.body, tries=row.attempts, age=float(row.age))
        if heard.event_id == row.event_id:
            return heard
        # Kept under an id of its own because it was said in another's name; it stays so.
        return replace(heard, event_id=row.event_id, event=None, fault=FORGED)

    def _stored(self, body: bytes, **about: Any) -> Heard:
        return replace(self._inbox.reader.read(bytes(body)), stored=True, **about)

    def _gaps_due(self) -> list[Gap]:
        with self._inbox.database.transaction() as tx:
            claimed = tx.execute(_CLAIM_GAPS, self._mine).all()
            found = (self._gap(tx, row) for row in sorted(set(map(tuple, claimed))))
            return [gap for gap in found if gap is not None]

    def _gap(self, tx: Transaction, key: tuple[Any, ...]) -> Gap | None:
        source, subject = key
        wanted = {"consumer": self._inbox.consumer, "source": source, "subject": subject}
        row: Row[Any] | None = tx.execute(_KNOWN, wanted).one_or_none()
        span = missing_between(row.last, row.sequences) if row is not None else None
        if span is None:
            return None
        return Gap(source=source, subject=subject, first=span[0], last=span[1])

    def _ask(self, gap: Gap) -> None:
        """Ask outside any transaction; a refusal is asked again later."""
        if self._request_replay is None:
            return
        outcome = "asked"
        try:
            self._request_replay(gap.source, gap.subject, gap.first, gap.last)
        except Exception as error:  # noqa: BLE001 -- whatever another service answers, we go on
            outcome = "failed"
            _log.warning("replay-request-failed", source=gap.source, reason=describe(error))
        self._asked.labels(self._inbox.consumer, outcome).inc()
        _log.info("replay-requested", source=gap.source, first=gap.first, last=gap.last)

    def _measure(self) -> None:
        if time.monotonic() < self._gauge_at:
            return
        self._gauge_at = time.monotonic() + _GAUGE_SECONDS
        with self._inbox.database.read() as tx:
            rows = {row.status: row for row in tx.execute(_COUNTS, self._mine)}
        for status in _STATUSES:
            self._set(status, rows)
        waiting = rows.get("waiting")
        self._gaps.labels(self._inbox.consumer).set(waiting.subjects if waiting else 0)

    def _set(self, status: str, rows: Mapping[str, Row[Any]]) -> None:
        row = rows.get(status)
        self._rows.labels(self._inbox.consumer, status).set(row.rows if row else 0)
        self._oldest.labels(self._inbox.consumer, status).set(float(row.age) if row else 0)
