"""Binds the gathering of messages to a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from chassis.db import Transaction
from chassis.identifiers import new_id
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.store.gathering import PgGathering
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.usecases.gather_messages import gather_messages
from services.notification.templates.ports import Texts


def gatherer(
    texts: Texts, clock: Clock, mail_domain: str, *, cap: int
) -> Callable[[Transaction], None]:
    """Return what lets messages go that have gathered, up to `cap` a contact and day."""

    def gather(tx: Transaction) -> None:
        made = gather_messages(
            gathering=PgGathering(tx),
            messages=PgMessages(tx),
            texts=texts,
            new_id=new_id,
            mail_domain=mail_domain,
            cap=cap,
            now=clock(),
        )
        for template, count in Counter(made).items():
            metrics.queued().labels(template).inc(count)

    return gather
