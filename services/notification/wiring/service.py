"""Puts notification together: the only place that knows the concrete classes.

The HTTP application first, then the loops that hear events and send.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from flask import Flask
from flask_smorest import Blueprint

from chassis import logging
from chassis.assembly import bus_loops
from chassis.auth import TokenSigner, TokenVerifier
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.clock import machine_clock, refuse_set_clock, suite_clock
from chassis.crypto import KeyRing
from chassis.db import Database, DatabaseUnavailableError
from chassis.http import AppParts, Authenticator, create_app
from chassis.inbox import Inbox
from chassis.internal import replay_blueprint
from chassis.policy import enforce
from chassis.reconciliation_api import operator_blueprints
from chassis.settings import ProcessSettings, SettingsError
from kernel.clock import Clock
from services.notification import settings
from services.notification.dispatch.api.routes_messages import messages_blueprint
from services.notification.dispatch.api.routes_texts import texts_blueprint
from services.notification.dispatch.domain.message import SMS, Message
from services.notification.dispatch.ports import Attempt
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.store.reconciliation import BOOKS
from services.notification.dispatch.usecases.find_untold import Untold, find_untold
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.people.clients.routing_officers import RoutingOfficers
from services.notification.people.store.mailboxes import PgMailboxes
from services.notification.policies import CODES, LISTENERS, POLICIES, PUBLISHERS
from services.notification.portals.clients.public_https import PublicHttps
from services.notification.portals.domain.call import Endpoint
from services.notification.receipts.api.routes_receipts import receipts_blueprint
from services.notification.settings import NAME
from services.notification.staff.clients.routing_register import RoutingRegister
from services.notification.subscriptions import GATED
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.alerts import Alerting, with_code
from services.notification.wiring.channels import Way
from services.notification.wiring.codes import build_codes, sender_of_codes
from services.notification.wiring.dispatch import Dispatching, dispatch_loops
from services.notification.wiring.gathering import gatherer
from services.notification.wiring.hearing import build_handlers
from services.notification.wiring.inbound import build_inbound
from services.notification.wiring.letterbox import build_letterbox
from services.notification.wiring.letters import way_of_letters
from services.notification.wiring.links import links_of
from services.notification.wiring.parts import Parts
from services.notification.wiring.people import build_stops
from services.notification.wiring.portals import Portals, portal_loops
from services.notification.wiring.receipts import receipt_taker
from services.notification.wiring.staff import build_staff_mail
from services.notification.wiring.tally import build_tally, tally_loop
from services.notification.wiring.texts import prices_of, way_of_texts
from services.notification.wiring.texts_in import build_texts_in


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
        register=RoutingRegister(ServiceClient("routing", people.routing_url, signer)),
        mail_domain=people.mail_domain,
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
                build_staff_mail(parts),
                *build_inbound(parts),
                build_texts_in(parts),
                texts_blueprint(partial(_untold, parts.clock), PUBLISHERS),
                build_tally(database),
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
    endpoints = [
        Endpoint(name=name, url=url, keys=tuple(keys)) for name, url, keys in settings.portals()
    ]
    # And one each for texts that people send, receipts of links, and portals.
    pool_size = process.pool_size + senders + 2 + len(endpoints)
    database = Database(process.database_url, name=NAME, pool_size=pool_size)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    texts = _approved_texts(mail.public_url, clock)
    ring = KeyRing.from_file(bus.master_key_file)
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
            with_code=with_code(ring),
        )
        return work(way)

    parts = Parts(database=database, clock=clock, ring=ring, public_url=mail.public_url)
    links = links_of(parts, short)

    def short_messages() -> Dispatching:
        return work(way_of_texts(database, clock, short, links.senders))

    gather = gatherer(texts, clock, mail.sender.domain, cap=mail.contact_cap)
    staff = Alerting(texts=texts, clock=clock, mail_domain=mail.sender.domain, ring=ring)
    loops = bus_loops(inbox, bus.amqp_url, source_urls=settings.sources(), signer=signer)
    sending = [
        *dispatch_loops(database, clock, letters, mail.dispatchers, gather=staff.beside(gather)),
        *dispatch_loops(database, clock, short_messages, short.senders, SMS),
    ]
    calling = portal_loops(database, clock, PublicHttps(clock=machine_clock), endpoints)
    others = [*links.loops, tally_loop(database, clock), *calling]
    return {**loops, "timers": [*loops["timers"], *sending, *others]}


def _approved_texts(public_url: str, clock: Clock) -> FileTexts:
    """Return the texts; raises `SettingsError` where nobody approved one that is to be sent."""
    texts = FileTexts(public_url, clock=clock)
    try:
        texts.require_approved()
    except TextFaultyError as error:
        raise SettingsError(error.detail.en if error.detail else error.slug) from error
    return texts


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
