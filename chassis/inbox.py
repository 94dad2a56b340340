"""Every event heard takes effect once: the inbox of a consumer, and what operators do with it."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis import metrics
from chassis.db import (
    ContentionError,
    Database,
    DatabaseUnavailableError,
    LockTimeoutError,
    Transaction,
    translated,
)
from chassis.failpoints import failpoint
from chassis.heard import Heard, Reader
from chassis.inbox_batch import FailedAloneError, InboxBatch
from chassis.inbox_store import InboxRows
from chassis.subscription import (
    Patience,
    Status,
    Subscription,
    Together,
    Verdict,
    apply,
    judge,
)

_log = structlog.get_logger(__name__)
_ROUNDS = 4
_chance = random.SystemRandom()


class Inbox:
    """The inbox of one consumer.

    `gated` names the (source, subject kind) pairs whose events keep a copy of state and are
    applied strictly in sequence, e.g. {("intake", "dossier")}; for others once is enough.
    """

    def __init__(
        self,
        database: Database,
        consumer: str,
        subscriptions: Iterable[Subscription],
        *,
        gated: Iterable[tuple[str, str]] = (),
        patience: Patience | None = None,
    ) -> None:
        self.database = database
        self.consumer = consumer
        self.reader = Reader(subscriptions)
        self._gated = frozenset(gated)
        self._patience = patience or Patience()
        self._deliveries = metrics.counter(
            "motcua_consumer_deliveries_total",
            "Events worked on, by what became of them",
            ("consumer", "outcome"),
        )

    def work(self, heard: Sequence[Heard]) -> None:
        """Apply events in one transaction; an event that fails is set aside without the others.

        Raises `DatabaseUnavailableError`, after which nothing has happened.
        """
        distinct = list({one.event_id: one for one in heard}.values())
        for round_ in range(1, _ROUNDS + 1):
            try:
                self._work_and_note(distinct, last_round=round_ == _ROUNDS)
            except (ContentionError, LockTimeoutError):
                if round_ == _ROUNDS:
                    # The locks of the inbox itself stay taken: as good as no database.
                    raise DatabaseUnavailableError from None
                time.sleep(_chance.uniform(0, 0.05 * round_))
            else:
                self._deliveries.labels(self.consumer, "duplicate").inc(len(heard) - len(distinct))
                return

    def is_gated(self, heard: Heard) -> bool:
        """Tell whether the event's subject is applied strictly in sequence."""
        kind = (heard.subject or "").partition("/")[0]
        return (heard.source, kind) in self._gated

    def _work_and_note(self, heard: Sequence[Heard], *, last_round: bool) -> None:
        """Work, and once more where the only event failed: then to note that it did."""
        try:
            self._work_once(heard, last_round=last_round)
        except FailedAloneError as failed:
            verdicts = {failed.event_id: failed.verdict}
            self._work_once(heard, last_round=last_round, failed=verdicts)

    def _work_once(
        self,
        heard: Sequence[Heard],
        *,
        last_round: bool,
        failed: Mapping[UUID, Verdict] = MappingProxyType({}),
    ) -> None:
        with self.database.transaction() as tx:

            def apply_run(run: Sequence[Heard]) -> None:
                self._apply(tx, run)

            def verdict(one: Heard, error: Exception) -> Verdict:
                return self._verdict(one, error, last_round=last_round)

            batch = InboxBatch(
                InboxRows(tx, self.consumer),
                is_gated=self.is_gated,
                read=self.reader.read,
                group=self._group_of,
                apply=apply_run,
                judge=verdict,
                failed=failed,
            )
            outcomes = batch.work(heard)
            failpoint("inbox.applied")
        for outcome, count in Counter(outcomes.values()).items():
            self._deliveries.labels(self.consumer, outcome).inc(count)

    def _group_of(self, one: Heard) -> object:
        """Return what events must have in common to be applied in one call."""
        handler = None if one.event is None else self.reader.handlers[str(one.type)]
        return handler if isinstance(handler, Together) else None

    def _apply(self, tx: Transaction, run: Sequence[Heard]) -> None:
        said = [(one.envelope, one.event) for one in run if one.envelope is not None]
        apply(self.reader.handlers[str(run[0].type)], tx, said)

    def _verdict(self, one: Heard, error: Exception, *, last_round: bool) -> Verdict:
        """Judge an event's failure; raise instead when the database is to blame."""
        cause = translated(error) if isinstance(error, DBAPIError) else error
        if isinstance(cause, DatabaseUnavailableError):
            raise cause from error
        if isinstance(cause, ContentionError) and not last_round:
            raise cause from error
        found = judge(cause, tries=one.tries, age=one.age, patience=self._patience)
        _log.warning(
            "event-set-aside",
            consumer=self.consumer,
            event_id=str(one.event_id),
            type=one.type,
            status=found.status,
            reason=found.reason,
            tries=one.tries,
        )
        return found


_REPLAY = text("""
    UPDATE inbox SET status = 'retry', attempts = 0, next_attempt_at = clock_timestamp()
    WHERE event_id = :event_id AND status = 'parked'
""")
_DISCARD = text("""
    UPDATE inbox SET status = 'discarded', next_attempt_at = NULL
    WHERE event_id = :event_id AND status IN ('parked', 'retry', 'waiting')
    RETURNING consumer, source, subject
""")
_LOCK_GATE = text("""
    SELECT last FROM gate
    WHERE (consumer, source, subject) = (
        SELECT consumer, source, subject FROM inbox WHERE event_id = :event_id LIMIT 1
    )
    FOR UPDATE
""")
# Recursive: behind a discarded event others may lie that were discarded before it.
_ADVANCE = text("""
    WITH RECURSIVE passed (last) AS (
        SELECT last FROM gate
        WHERE consumer = :consumer AND source = :source AND subject = :subject
        UNION ALL
        SELECT inbox.sequence FROM passed JOIN inbox
            ON inbox.consumer = :consumer AND inbox.source = :source
           AND inbox.subject = :subject AND inbox.sequence = passed.last + 1
        WHERE inbox.status = 'discarded'
    )
    UPDATE gate SET last = (SELECT max(last) FROM passed)
    WHERE consumer = :consumer AND source = :source AND subject = :subject
""")


def replay(tx: Transaction, event_id: UUID) -> bool:
    """Let a parked event be tried again, as if it came anew; return False when none is parked."""
    return tx.execute(_REPLAY, {"event_id": event_id}).rowcount > 0


def discard(tx: Transaction, event_id: UUID) -> bool:
    """Pass an event over for good, so that its successors go on; return False when done before.

    Works on parked events and on those that still wait or are tried again.
    """
    tx.execute(_LOCK_GATE, {"event_id": event_id})
    rows = tx.execute(_DISCARD, {"event_id": event_id}).all()
    for row in rows:
        tx.execute(
            _ADVANCE,
            {"consumer": row.consumer, "source": row.source, "subject": row.subject},
        )
    return bool(rows)


__all__ = ["Inbox", "Status", "discard", "replay"]
