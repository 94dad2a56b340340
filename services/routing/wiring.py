"""Puts the processes of routing together: the HTTP application and the background loops."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from chassis.auth import TokenSigner, TokenVerifier
from chassis.background import Loop
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.clock import refuse_set_clock, suite_clock
from chassis.consumer import Consumer
from chassis.db import Database, DatabaseUnavailableError
from chassis.http import AppParts, Authenticator, create_app
from chassis.inbox import Inbox
from chassis.internal import replay_blueprint
from chassis.relay import Relay
from chassis.retrier import InboxRetrier
from chassis.settings import ProcessSettings
from services.routing import settings
from services.routing.metrics import OpenTaskGauge
from services.routing.process.clients.catalogue import IntakeCatalogue
from services.routing.process.clients.reference_loop import ReferenceLoop
from services.routing.settings import NAME
from services.routing.subscriptions import GATED, subscriptions
from services.routing.wiring_work import Routing
from services.routing.work.api.routes_cases import case_blueprint
from services.routing.work.api.routes_tasks import task_blueprint

LISTENERS = ("intake", "notification", "reporting")
"""Services that may ask to hear again what routing said."""

READERS = ("gateway", "intake")
"""Services that may read the case of a dossier."""


def open_routing(process: ProcessSettings) -> Routing:
    """Return the use cases of this process; nothing connects before the first use."""
    database = Database(process.database_url, name=NAME, pool_size=process.pool_size)
    return Routing(database=database, clock=suite_clock(database, one_box=process.one_box))


def build_app() -> Flask:
    """Return the HTTP application. Raises `SettingsError`."""
    process = settings.process()
    routing = open_routing(process)
    if not process.one_box:
        refuse_set_clock(routing.database)
    keys = TokenVerifier.from_file(NAME, process.trusted_keys_file, routing.clock)
    return app_of(routing, keys)


def app_of(routing: Routing, authenticator: Authenticator) -> Flask:
    """Return the HTTP application of these use cases."""
    return create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: routing",
            blueprints=(
                task_blueprint(routing.door()),
                case_blueprint(routing.case, READERS),
                replay_blueprint(routing.database, LISTENERS),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(routing.database)},
        )
    )


def build_loops() -> LoopsByRole:
    """Return the background loops by role. Raises `SettingsError`."""
    process, bus = settings.process(), settings.bus()
    routing = open_routing(process)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, routing.clock)
    catalogue = IntakeCatalogue(ServiceClient("intake", settings.intake_url(), signer))
    return {
        "relay": [Relay(routing.database, bus.amqp_url, source=NAME)],
        "consumer": listening_loops(routing, catalogue, bus.amqp_url),
        "timers": [OpenTaskGauge(routing.count_open)],
    }


def listening_loops(routing: Routing, catalogue: IntakeCatalogue, amqp_url: str) -> Sequence[Loop]:
    """Return what hears events, tries them again, and asks for the copies they miss."""
    references = ReferenceLoop(lambda reference: routing.fetch(reference, catalogue))
    inbox = Inbox(
        routing.database,
        NAME,
        subscriptions(routing.handlers(references.want)),
        gated=GATED,
    )

    def request_replay(_source: str, subject: str, first: int, last: int) -> None:
        # Everything heard in order here comes from one source: intake.
        catalogue.replay(subject, first, last)

    return (Consumer(inbox, amqp_url), InboxRetrier(inbox, request_replay), references)


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
