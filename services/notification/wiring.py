"""Puts notification together: the only place that knows the concrete classes.

The HTTP application first, then what hears events, then what sends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from uuid import UUID

from flask import Flask
from flask_smorest import Blueprint

from chassis import logging
from chassis.assembly import bus_loops
from chassis.auth import TokenSigner, TokenVerifier
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.clock import machine_clock, refuse_set_clock, suite_clock
from chassis.crypto import KeyRing
from chassis.db import Database, DatabaseUnavailableError, Transaction
from chassis.http import AppParts, Authenticator, create_app
from chassis.identifiers import new_id
from chassis.inbox import Inbox
from chassis.internal import replay_blueprint
from chassis.policy import enforce
from chassis.reconciliation_api import operator_blueprints
from chassis.settings import ProcessSettings, SettingsError
from chassis.subscription import NotYet, Subscription, Together
from contracts.envelope import Envelope
from contracts.events import Event
from contracts.events.agency import AgencyPublished
from contracts.events.course import DossierErased
from contracts.events.intake import ContactSet, ProcedurePublished
from kernel.clock import Clock
from services.notification import metrics, settings
from services.notification.dispatch.api.routes_messages import messages_blueprint
from services.notification.dispatch.api.routes_texts import texts_blueprint
from services.notification.dispatch.domain.message import SMS, Message
from services.notification.dispatch.ports import Attempt
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.store.reconciliation import BOOKS
from services.notification.dispatch.usecases.find_untold import Untold, find_untold
from services.notification.dispatch.usecases.queue_messages import queue_messages
from services.notification.letterbox.store.letters import PgLetters
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.people.clients.routing_officers import RoutingOfficers
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.mailboxes import PgMailboxes, indexes_of
from services.notification.people.store.marks import PgMarks
from services.notification.people.store.sealed import open_kept
from services.notification.people.usecases.erase_contacts import erase_contacts
from services.notification.people.usecases.keep_contacts import keep_contacts
from services.notification.policies import CODES, LISTENERS, POLICIES, PUBLISHERS
from services.notification.portals.api.loop import PortalLoop
from services.notification.portals.clients.public_https import PublicHttps
from services.notification.portals.domain.call import Endpoint
from services.notification.receipts.api.routes_receipts import receipts_blueprint
from services.notification.settings import NAME
from services.notification.subscriptions import GATED, Handlers, subscriptions
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.store.names import PgNames
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.gather_facts import Milestone, NameUnknownError
from services.notification.templates.usecases.keep_agency import keep_agency
from services.notification.templates.usecases.keep_procedure import keep_procedure
from services.notification.wiring_channels import (
    Way,
    prices_of,
    way_of_letters,
    way_of_texts,
)
from services.notification.wiring_codes import build_codes, sender_of_codes
from services.notification.wiring_dispatch import Dispatching, dispatch_loops
from services.notification.wiring_drafts import draft_follower
from services.notification.wiring_gathering import gatherer
from services.notification.wiring_inbound import build_inbound
from services.notification.wiring_letterbox import build_letterbox
from services.notification.wiring_links import links_of
from services.notification.wiring_parts import Parts
from services.notification.wiring_people import build_stops
from services.notification.wiring_portals import NO_PORTALS, PortalCalls, Portals
from services.notification.wiring_receipts import receipt_taker
from services.notification.wiring_texts_in import build_texts_in


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
    people, short = settings.people(), settings.short_messages()
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    parts = Parts(
        database=database,
        clock=clock,
        ring=KeyRing.from_file(people.master_key_file, complete=not process.one_box),
        public_url=people.public_url,
        intake=ServiceClient("intake", people.intake_url, signer),
        keys=settings.receipt_keys(),
        texted=bool(short.providers),
        answers=sender_of_codes(database, short.providers),
        prices=prices_of(short),
        officers=RoutingOfficers(ServiceClient("routing", people.routing_url, signer)),
    )
    return app_of(parts, verifier, build_codes(database, clock, short.providers))


def app_of(parts: Parts, authenticator: Authenticator, *codes: Blueprint) -> Flask:
    """Return the HTTP application of these parts, with the routes of one-time codes."""
    database = parts.database

    def of_dossier(dossier: str) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        with database.read() as tx:
            return PgMessages(tx).of_dossier(dossier)

    app = create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: notification",
            blueprints=(
                messages_blueprint(of_dossier),
                receipts_blueprint(
                    receipt_taker(database, parts.clock), parts.keys, machine_clock
                ),
                build_stops(parts),
                build_letterbox(parts),
                *build_inbound(parts),
                build_texts_in(parts),
                texts_blueprint(partial(_untold, parts.clock), PUBLISHERS),
                *codes,
                replay_blueprint(database, LISTENERS),
                *operator_blueprints(database, NAME, BOOKS),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(database)},
        )
    )
    return enforce(app, {**POLICIES, **(CODES if codes else {})})


def _untold(clock: Clock, milestones: Iterable[str]) -> Iterator[Untold]:
    """Look through the texts in force; where they link to makes no difference."""
    texts = FileTexts("", clock=clock)
    return find_untold(milestones, texts=texts, short_texts=FileShortTexts())


def build_loops() -> LoopsByRole:
    """Return the loops by role. Raises `SettingsError`.

    What sends stands under `timers`: it works on its own, without the broker.
    """
    process, bus, mail = settings.process(), settings.bus(), settings.mail()
    short = settings.short_messages()
    senders = mail.dispatchers + short.senders
    # And one for texts that people send.
    pool_size = process.pool_size + senders + 1
    database = Database(process.database_url, name=NAME, pool_size=pool_size)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    texts = _approved_texts(mail.public_url, clock)
    ring = KeyRing.from_file(bus.master_key_file)
    endpoints = [
        Endpoint(name=name, url=url, keys=tuple(keys)) for name, url, keys in settings.portals()
    ]
    portals = Portals(endpoints=endpoints)
    handlers = build_handlers(texts, clock, mail.sender.domain, ring, portals)
    inbox = Inbox(database, NAME, handlers, gated=GATED)

    def work(way: Way) -> Dispatching:
        keys = IntakeKeys(ServiceClient("intake", mail.intake_url, signer))
        return Dispatching(database=database, clock=clock, ring=ring, keys=keys, way=way)

    def letters() -> Dispatching:
        mailboxes = PgMailboxes(database, clock, ring, mail.public_url)
        officers = RoutingOfficers(ServiceClient("routing", mail.routing_url, signer))
        way = way_of_letters(
            clock,
            texts,
            mail,
            mailboxes=mailboxes,
            texted=bool(short.providers),
            officers=officers,
        )
        return work(way)

    parts = Parts(
        database=database,
        clock=clock,
        ring=ring,
        public_url=mail.public_url,
        prices=prices_of(short),
    )
    links = links_of(parts, short.providers)

    def short_messages() -> Dispatching:
        return work(way_of_texts(database, clock, short, links.senders))

    gather = gatherer(texts, clock, mail.sender.domain, cap=mail.contact_cap)
    loops = bus_loops(inbox, bus.amqp_url, source_urls=settings.sources(), signer=signer)
    sending = [
        *dispatch_loops(database, clock, letters, mail.dispatchers, gather=gather),
        *dispatch_loops(database, clock, short_messages, short.senders, SMS),
    ]
    caller = PublicHttps(clock=machine_clock)
    calls = PortalCalls(database, clock, caller, endpoints)
    calling = [PortalLoop(calls.turn)] if endpoints else []
    return {**loops, "timers": [*loops["timers"], *sending, *links.loops, *calling]}


def _approved_texts(public_url: str, clock: Clock) -> FileTexts:
    """Return the texts; raises `SettingsError` where nobody approved one that is to be sent."""
    texts = FileTexts(public_url, clock=clock)
    try:
        texts.require_approved()
    except TextFaultyError as error:
        raise SettingsError(error.detail.en if error.detail else error.slug) from error
    return texts


def build_handlers(
    texts: FileTexts,
    clock: Clock,
    mail_domain: str,
    ring: KeyRing,
    portals: Portals = NO_PORTALS,
) -> Sequence[Subscription]:
    """Return the table of subscriptions, each with its use case bound."""

    def queue(tx: Transaction, told: Sequence[tuple[UUID, Milestone]]) -> None:
        try:
            templates = queue_messages(
                told,
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
        for template, count in Counter(templates).items():
            metrics.queued().labels(template).inc(count)

    def dossiers(tx: Transaction, said: Sequence[tuple[Envelope, Event]]) -> None:
        # Contacts first: a letter whose contact comes with it need not wait for it.
        addressees = PgAddressees(tx)
        contacts = [event for _, event in said if isinstance(event, ContactSet)]
        keep_contacts(contacts, addressees=addressees)
        PgMessages(tx).release({event.code for event in contacts})
        told = [(envelope.id, event) for envelope, event in said if isinstance(event, Milestone)]
        queue(tx, told)
        portals.tell(tx, told, clock())
        erased = [event for _, event in said if isinstance(event, DossierErased)]
        PgLetters(tx).erase([event.code for event in erased])
        erase_contacts(
            erased,
            addressees=addressees,
            marks=PgMarks(tx),
            indexes=lambda sealed: [
                index for one in open_kept(tx, ring, sealed) for index in indexes_of(one, ring)
            ],
        )

    def agency(tx: Transaction, _envelope: Envelope, event: AgencyPublished) -> None:
        keep_agency(event, names=PgNames(tx))

    def procedure(tx: Transaction, _envelope: Envelope, event: ProcedurePublished) -> None:
        keep_procedure(event, names=PgNames(tx))

    of_dossiers = Together(dossiers)
    return subscriptions(
        Handlers(
            keep_agency=agency,
            keep_procedure=procedure,
            keep_contact=of_dossiers,
            erase_contact=of_dossiers,
            queue_message=of_dossiers,
            follow_draft=draft_follower(texts, clock, mail_domain),
        )
    )


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
