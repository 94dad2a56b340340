"""Binds what providers say of messages to transactions: as they say it, and once a while after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from chassis.db import Database, Transaction
from chassis.failpoints import failpoint
from chassis.outbox_batch import add_all
from contracts.events import Event, subject_of
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.ports import Say
from services.notification.dispatch.store.messages import PgMessages
from services.notification.receipts.api.heard_receipts import ROOM, HeardReceipts
from services.notification.receipts.ports import Effect
from services.notification.receipts.store.receipts import PgReceipts
from services.notification.receipts.usecases.find_owners import find_owners
from services.notification.receipts.usecases.record_receipts import record_receipts

Take = Callable[[Sequence[Receipt]], Sequence[Effect]]
"""Takes receipts down in one transaction, committed when it returns."""


def receipts_taker(database: Database, clock: Clock) -> Take:
    """Return what takes receipts down; it raises `UnavailableError` or `ConflictError`."""

    def take(said: Sequence[Receipt]) -> Sequence[Effect]:
        now = clock()
        with database.transaction() as tx:
            effects = record_receipts(
                said,
                receipts=PgReceipts(tx),
                messages=PgMessages(tx),
                say=_voice(tx, clock),
                now=now,
            )
            failpoint("receipts.noted")
        failpoint("receipts.kept")
        for receipt, effect in zip(said, effects, strict=True):
            metrics.receipts().labels(receipt.state, effect).inc()
        return effects

    return take


def receipt_taker(database: Database, clock: Clock) -> Callable[[Receipt], Effect]:
    """Return what takes one receipt down, as `receipts_taker` does many."""
    take = receipts_taker(database, clock)
    return lambda receipt: take([receipt])[0]


def receipts_heard(database: Database, clock: Clock, room: int = ROOM) -> HeardReceipts:
    """Return the loop that takes receipts of links down; `room` of them may wait."""
    return HeardReceipts(receipts_taker(database, clock), room=room)


def find_late_owners(database: Database, clock: Clock) -> None:
    """Apply receipts that came before anybody knew whose they are."""
    with database.transaction() as tx:
        effects = find_owners(
            receipts=PgReceipts(tx),
            messages=PgMessages(tx),
            say=_voice(tx, clock),
            now=clock(),
        )
    for effect, count in Counter(effects).items():
        metrics.receipts().labels("late", effect).inc(count)


def _voice(tx: Transaction, clock: Clock) -> Say:
    def say(said: Sequence[tuple[Event, UUID]]) -> None:
        for turn in _turns(said):
            events, causations = [event for event, _ in turn], [cause for _, cause in turn]
            add_all(tx, events, time=clock(), causations=causations)

    return say


def _turns(said: Sequence[tuple[Event, UUID]]) -> Iterator[Sequence[tuple[Event, UUID]]]:
    """Yield what may be said together: of each subject one event, in their order."""
    turns: dict[int, list[tuple[Event, UUID]]] = {}
    seen = Counter[str]()
    for event, cause in said:
        subject = subject_of(event)
        turns.setdefault(seen[subject], []).append((event, cause))
        seen[subject] += 1
    yield from turns.values()
