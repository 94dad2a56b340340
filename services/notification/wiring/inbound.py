"""Binds what comes in from outside to transactions, keys and secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog
from flask_smorest import Blueprint

from chassis.clock import machine_clock
from chassis.db import Transaction
from chassis.identifiers import new_id
from chassis.outbox_batch import add_all
from chassis.webhook_signature import verified
from contracts.events import Event
from services.notification import metrics
from services.notification.dispatch.domain.message import Message
from services.notification.inbound.api.routes_bounces import bounces_blueprint
from services.notification.inbound.domain.bounce import Bounce, Taken
from services.notification.inbound.store.came_back import PgCameBack
from services.notification.inbound.store.reports import read_report
from services.notification.inbound.usecases.take_bounce import Known, take_bounce
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.marks import PgMarks
from services.notification.people.store.sealed import open_kept
from services.notification.wiring.parts import Parts

_log = structlog.get_logger(__name__)
MAIL = "mail"
"""Under which name the keys of the mail server stand."""


def build_inbound(parts: Parts) -> Sequence[Blueprint]:
    """Return the signed routes for what comes in from outside."""

    def verify(headers: Mapping[str, str], body: bytes) -> str:
        # The other side signs by real time, whatever time the suite's clock shows.
        return verified(headers, body, parts.keys.get(MAIL, ()), machine_clock())

    return (bounces_blueprint(_Bounces(parts), verify),)


class _Bounces:
    """`TakeReport` of the route."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __call__(self, content: bytes) -> Counter[Taken]:
        """Take what a report says of each recipient, each in a transaction of its own."""
        taken = Counter(self._take(bounce) for bounce in read_report(content))
        taken = taken or Counter({Taken.IGNORED: 1})
        for result, count in taken.items():
            metrics.bounces().labels(result).inc(count)
        return taken

    def _take(self, bounce: Bounce) -> Taken:
        now = self._parts.clock()
        with self._parts.database.transaction() as tx:

            def say(said: Sequence[tuple[Event, UUID]]) -> None:
                events, causes = [event for event, _ in said], [cause for _, cause in said]
                add_all(tx, events, time=now, causations=causes)

            taken = take_bounce(
                bounce,
                letters=PgCameBack(tx),
                known=lambda letter: self._known(tx, letter),
                marks=PgMarks(tx),
                say=say,
                texted=self._parts.texted,
                new_id=new_id,
                now=now,
            )
        _log.info("mail-came-back", result=taken, status=bounce.status)
        return taken

    def _known(self, tx: Transaction, letter: Message) -> Known | None:
        sealed = PgAddressees(tx).contacts({letter.dossier})
        for contact in open_kept(tx, self._parts.ring, list(sealed.values())):
            mailbox = contact.mailbox
            index = None if mailbox is None else self._parts.ring.email_index(mailbox)
            return Known(contact=contact, index=index)
        return None
