"""Binds what providers say of messages to transactions: as they say it, and once a while after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

import psycopg
import structlog

from chassis.db import Database, Transaction
from chassis.failure import describe
from chassis.outbox_batch import add_all
from contracts.events import Event
from kernel.clock import Clock
from kernel.errors import ConflictError, UnavailableError
from services.notification import metrics
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.ports import Say
from services.notification.dispatch.store.messages import PgMessages
from services.notification.receipts.ports import Effect
from services.notification.receipts.store.receipts import PgReceipts
from services.notification.receipts.usecases.find_owners import find_owners
from services.notification.receipts.usecases.record_receipt import record_receipt

_log = structlog.get_logger(__name__)


def receipt_taker(database: Database, clock: Clock) -> Callable[[Receipt], Effect]:
    """Return what takes a receipt down, committed when it returns; `UnavailableError`."""

    def take(receipt: Receipt) -> Effect:
        now = clock()
        with database.transaction() as tx:
            effect = record_receipt(
                receipt,
                receipts=PgReceipts(tx),
                messages=PgMessages(tx),
                say=_voice(tx, clock),
                now=now,
            )
        metrics.receipts().labels(receipt.state, effect).inc()
        return effect

    return take


def listener(database: Database, clock: Clock) -> Callable[[Receipt], bool]:
    """Return what hears receipts on a link; False asks the provider to say one again later."""
    take = receipt_taker(database, clock)

    def hear(receipt: Receipt) -> bool:
        try:
            take(receipt)
        except (UnavailableError, ConflictError, psycopg.OperationalError) as error:
            _log.warning("receipt-not-kept", provider=receipt.provider, reason=describe(error))
            return False
        return True

    return hear


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
        events, causations = [event for event, _ in said], [cause for _, cause in said]
        add_all(tx, events, time=clock(), causations=causations)

    return say
