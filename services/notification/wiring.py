"""Puts notification together: the only place that knows the concrete classes.

The HTTP application first, then what hears events, then what sends.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Flask
from flask_smorest import Blueprint

from chassis import logging
from chassis.assembly import bus_loops
from chassis.auth import TokenSigner, TokenVerifier
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.clock import refuse_set_clock, suite_clock
from chassis.crypto import KeyRing
from chassis.db import Database, DatabaseUnavailableError, Transaction
from chassis.http import AppParts, Authenticator, create_app
from chassis.identifiers import new_id
from chassis.inbox import Inbox
from chassis.internal import replay_blueprint
from chassis.outbox import Outbox
from chassis.policy import enforce
from chassis.reconciliation_api import operator_blueprints
from chassis.settings import ProcessSettings
from chassis.subscription import NotYet, Subscription
from contracts.envelope import Envelope
from contracts.events.course import DossierErased
from contracts.events.intake import AgencyPublished, ContactSet, ProcedurePublished
from kernel.clock import Clock
from services.notification import metrics, settings
from services.notification.dispatch.api.loop import DispatchLoop
from services.notification.dispatch.api.routes_messages import messages_blueprint
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.message import Message, Settlement
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Attempt, Claimed
from services.notification.dispatch.store.messages import CHANNEL, PgMessages
from services.notification.dispatch.store.reconciliation import BOOKS
from services.notification.dispatch.usecases.deliver_message import deliver_message
from services.notification.dispatch.usecases.queue_message import TEMPLATE_OF, queue_message
from services.notification.dispatch.usecases.settle_message import settle_message
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.sealed import ContactSeal, PgKeys
from services.notification.people.usecases.erase_contact import erase_contact
from services.notification.people.usecases.keep_contact import keep_contact
from services.notification.people.usecases.open_contact import open_contact
from services.notification.policies import CODES, LISTENERS, POLICIES
from services.notification.settings import NAME
from services.notification.subscriptions import GATED, Handlers, subscriptions
from services.notification.templates.store.names import PgNames
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.gather_facts import Milestone, NameUnknownError
from services.notification.templates.usecases.keep_agency import keep_agency
from services.notification.templates.usecases.keep_procedure import keep_procedure
from services.notification.wiring_codes import build_codes

STALE_AFTER = timedelta(minutes=2)
"""An attempt that nobody ended for so long was interrupted: longer than a hand-over can take."""


def open_database(process: ProcessSettings) -> Database:
    """Return the database of this service; nothing connects before the first use."""
    return Database(process.database_url, name=NAME, pool_size=process.pool_size)


def app() -> Flask:
    """Return the HTTP application for gunicorn. Raises `SettingsError`."""
    process = settings.process()
    logging.configure(f"{NAME}.api", process.log_level)
    database = open_database(process)
    if not process.one_box:
        refuse_set_clock(database)
    clock = suite_clock(database, one_box=process.one_box)
    verifier = TokenVerifier.from_file(NAME, process.trusted_keys_file, clock)
    return app_of(database, verifier, build_codes(database, clock, settings.sms()))


def app_of(database: Database, authenticator: Authenticator, *codes: Blueprint) -> Flask:
    """Return the HTTP application on this database, with the routes of one-time codes."""

    def of_dossier(dossier: str) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        with database.read() as tx:
            return PgMessages(tx).of_dossier(dossier)

    app = create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: notification",
            blueprints=(
                messages_blueprint(of_dossier),
                *codes,
                replay_blueprint(database, LISTENERS),
                *operator_blueprints(database, NAME, BOOKS),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(database)},
        )
    )
    return enforce(app, {**POLICIES, **(CODES if codes else {})})


def build_loops() -> LoopsByRole:
    """Return the loops by role. Raises `SettingsError`.

    What sends stands under `timers`: it works on its own, without the broker.
    """
    process, bus, mail = settings.process(), settings.bus(), settings.mail()
    database = open_database(process)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    texts = FileTexts(mail.public_url)
    ring = KeyRing.from_file(bus.master_key_file)
    handlers = build_handlers(texts, clock, mail.sender.domain)
    inbox = Inbox(database, NAME, handlers, gated=GATED)

    def work() -> Dispatching:
        return Dispatching(
            database=database,
            clock=clock,
            texts=texts,
            ring=ring,
            keys=IntakeKeys(ServiceClient("intake", mail.intake_url, signer)),
            sender=SmtpSender(mail.server, mail.sender),
        )

    loops = bus_loops(inbox, bus.amqp_url, source_urls=settings.sources(), signer=signer)
    return {**loops, "timers": dispatch_loops(database, work, mail.dispatchers)}


def dispatch_loops(
    database: Database, work: Callable[[], Dispatching], count: int
) -> Sequence[DispatchLoop]:
    """Return so many loops that send, each with a connection to the provider of its own."""
    return [
        DispatchLoop(database, work, name=f"dispatch-{number}", channel=CHANNEL)
        for number in range(1, count + 1)
    ]


def build_handlers(texts: FileTexts, clock: Clock, mail_domain: str) -> Sequence[Subscription]:
    """Return the table of subscriptions, each with its use case bound."""

    def queue(tx: Transaction, envelope: Envelope, event: Milestone) -> None:
        try:
            added = queue_message(
                event,
                envelope.id,
                names=PgNames(tx),
                addressees=PgAddressees(tx),
                texts=texts,
                messages=PgMessages(tx),
                new_id=new_id,
                mail_domain=mail_domain,
                now=clock(),
            )
        except NameUnknownError as error:
            raise NotYet(str(error)) from error
        if added:
            metrics.queued().labels(TEMPLATE_OF[type(event)]).inc()

    def contact(tx: Transaction, _envelope: Envelope, event: ContactSet) -> None:
        keep_contact(event, addressees=PgAddressees(tx))
        PgMessages(tx).release(event.code)

    def erased(tx: Transaction, _envelope: Envelope, event: DossierErased) -> None:
        erase_contact(event, addressees=PgAddressees(tx))

    def agency(tx: Transaction, _envelope: Envelope, event: AgencyPublished) -> None:
        keep_agency(event, names=PgNames(tx))

    def procedure(tx: Transaction, _envelope: Envelope, event: ProcedurePublished) -> None:
        keep_procedure(event, names=PgNames(tx))

    return subscriptions(
        Handlers(
            keep_agency=agency,
            keep_procedure=procedure,
            keep_contact=contact,
            erase_contact=erased,
            queue_message=queue,
        )
    )


class Dispatching:
    """The work of one dispatch loop; `claim`, `settle` and `sweep` are a transaction each."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        texts: FileTexts,
        ring: KeyRing,
        keys: IntakeKeys,
        sender: SmtpSender,
    ) -> None:
        self._database = database
        self._clock = clock
        self._texts = texts
        self._stored = PgKeys(database, ring)
        self._keys = keys
        self._sender = sender
        self._claimed_at = 0.0

    def claim(self) -> Claimed | None:
        """Take a message; its attempt is committed when this returns."""
        with self._database.at_once() as tx:
            claimed = PgMessages(tx).claim(self._clock())
        self._claimed_at = time.monotonic()
        return claimed

    def deliver(self, claimed: Claimed) -> Outcome:
        """Hand the message over, with no transaction open."""
        with self._database.at_once() as tx:
            contact = PgAddressees(tx).contact(claimed.message.dossier)
        outcome = deliver_message(
            claimed.message,
            contact,
            open_contact=self._open,
            texts=self._texts,
            sender=self._sender,
        )
        metrics.attempts().labels(claimed.message.channel, outcome.result).inc()
        return outcome

    def settle(self, claimed: Claimed, outcome: Outcome) -> Settlement | None:
        """Record the outcome and say what came of it."""
        with self._database.transaction() as tx:
            events = Outbox(tx, source=NAME, clock=self._clock)
            settlement = settle_message(
                claimed, outcome, messages=PgMessages(tx), events=events, now=self._clock()
            )
        if settlement is not None:
            seconds = claimed.age.total_seconds() + time.monotonic() - self._claimed_at
            _count(settlement, outcome, seconds)
        return settlement

    def sweep(self) -> None:
        """Take up attempts that were interrupted, and observe the age of the queue."""
        with self._database.transaction() as tx:
            messages = PgMessages(tx)
            messages.sweep(STALE_AFTER, self._clock())
            metrics.oldest().set(messages.oldest_seconds())

    def close(self) -> None:
        """Take leave of the mail server."""
        self._sender.close()

    def _open(self, contact: SealedContact) -> Contact:
        return open_contact(contact, keys=self._stored, source=self._keys, seal=ContactSeal())


def _count(settlement: Settlement, outcome: Outcome, seconds: float) -> None:
    message = settlement.message
    if settlement.event is not None:
        metrics.settled().labels(message.template, message.status).inc()
    if outcome.result is Result.ACCEPTED:
        metrics.hand_over().labels(message.channel).observe(seconds)


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
