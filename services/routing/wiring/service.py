"""Puts the processes of routing together: the HTTP application and the background loops."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from chassis import logging
from chassis.assembly import bus_loops
from chassis.auth import TokenSigner, TokenVerifier
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.clock import refuse_set_clock, suite_clock
from chassis.db import Database, DatabaseUnavailableError
from chassis.http import AppParts, Authenticator, create_app
from chassis.inbox import Inbox
from chassis.internal import replay_blueprint
from chassis.policy import enforce
from chassis.reconciliation_api import operator_blueprints
from chassis.settings import ProcessSettings
from chassis.timers import TimerRunner
from services.routing import settings
from services.routing.connectors.clients.http_systems import HttpSystems
from services.routing.connectors.clients.intake_disclosures import IntakeDisclosures
from services.routing.connectors.clients.loop import ConnectorLoop
from services.routing.lateness.api.routes_apologies import apologies_blueprint
from services.routing.lateness.api.routes_ladders import alerts_blueprint, ladder_blueprint
from services.routing.lateness.api.routes_reasons import reasons_blueprint
from services.routing.lateness.api.routes_risks import risks_blueprint
from services.routing.lateness.api.routes_violations import violations_blueprint
from services.routing.metrics import OpenTaskGauge
from services.routing.officers.api.routes_officers import names_blueprint, officers_blueprint
from services.routing.officers.store.books import OFFICERS
from services.routing.policies import (
    DRAFTERS,
    LISTENERS,
    NAMERS,
    PLANNERS,
    POLICIES,
    PUBLISHERS,
    READERS,
)
from services.routing.process.clients.catalogue import IntakeCatalogue
from services.routing.process.clients.reference_loop import ReferenceLoop
from services.routing.settings import NAME
from services.routing.simulation.api.routes_simulations import simulation_blueprint
from services.routing.subscriptions import GATED, subscriptions
from services.routing.wiring.apologies import ApologyTransactions
from services.routing.wiring.connectors import Connectors
from services.routing.wiring.lateness import RegisterOfViolations
from services.routing.wiring.officers import OfficerTransactions
from services.routing.wiring.simulation import Trials
from services.routing.wiring.slips import SlipTransactions
from services.routing.wiring.work import Routing
from services.routing.work.api.routes_approvals import approvals_blueprint
from services.routing.work.api.routes_cases import case_blueprint
from services.routing.work.api.routes_enquiries import enquiry_blueprint
from services.routing.work.api.routes_graphs import graph_blueprint
from services.routing.work.api.routes_moves import moves_blueprint
from services.routing.work.api.routes_plans import plan_blueprint
from services.routing.work.api.routes_proposals import proposal_blueprint
from services.routing.work.api.routes_records import record_blueprint
from services.routing.work.api.routes_slips import slip_blueprint
from services.routing.work.api.routes_tasks import task_blueprint
from services.routing.work.api.routes_vacancies import vacancies_blueprint
from services.routing.work.store.reconciliation import BOOKS as CASE_BOOKS

BOOKS = replace(CASE_BOOKS, views={**CASE_BOOKS.views, OFFICERS.name: OFFICERS})
"""What routing shows of its cases and its register, to be compared."""


def open_routing(process: ProcessSettings) -> Routing:
    """Return the use cases of this process; nothing connects before the first use."""
    database = Database(process.database_url, name=NAME, pool_size=process.pool_size)
    return Routing(database=database, clock=suite_clock(database, one_box=process.one_box))


def app() -> Flask:
    """Return the HTTP application for gunicorn. Raises `SettingsError`."""
    process = settings.process()
    logging.configure(f"{NAME}.api", process.log_level)
    routing = open_routing(process)
    if not process.one_box:
        refuse_set_clock(routing.database)
    keys = TokenVerifier.from_file(NAME, process.trusted_keys_file, routing.clock)
    return app_of(routing, keys)


def app_of(routing: Routing, authenticator: Authenticator) -> Flask:
    """Return the HTTP application of these use cases."""
    register = RegisterOfViolations(database=routing.database, clock=routing.clock)
    slips = SlipTransactions(database=routing.database, clock=routing.clock)
    officers = OfficerTransactions(database=routing.database, clock=routing.clock)
    app = create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: routing",
            blueprints=(
                task_blueprint(routing.door()),
                slip_blueprint(slips.door()),
                proposal_blueprint(routing.proposals.door()),
                approvals_blueprint(routing.approvals.approve),
                plan_blueprint(routing.assignments),
                enquiry_blueprint(routing.enquiries.receive),
                case_blueprint(routing.case, READERS),
                graph_blueprint(routing.graph),
                simulation_blueprint(Trials(routing=routing).simulate, DRAFTERS),
                record_blueprint(routing.record),
                violations_blueprint(register.page, register.counts),
                reasons_blueprint(register.give_reason),
                moves_blueprint(routing.attempt_move, PLANNERS),
                alerts_blueprint(routing.escalation.alerts, routing.escalation.acknowledge),
                vacancies_blueprint(routing.assignments.vacancies, PUBLISHERS),
                ladder_blueprint(routing.escalation),
                risks_blueprint(routing.outlook.page),
                apologies_blueprint(ApologyTransactions(routing=routing)),
                officers_blueprint(officers),
                names_blueprint(officers.named, NAMERS),
                replay_blueprint(routing.database, LISTENERS),
                *operator_blueprints(routing.database, NAME, BOOKS),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(routing.database)},
        )
    )
    return enforce(app, POLICIES)


def build_loops() -> LoopsByRole:
    """Return the background loops by role. Raises `SettingsError`."""
    process, bus = settings.process(), settings.bus()
    routing = open_routing(process)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, routing.clock)
    loops = loops_of(routing, bus.amqp_url, intake_url=settings.intake_url(), signer=signer)
    systems = HttpSystems(settings.systems())
    disclosures = IntakeDisclosures(ServiceClient("intake", settings.intake_url(), signer))
    connectors = Connectors(enquiries=routing.enquiries, systems=systems, disclosures=disclosures)
    return {**loops, "connectors": [ConnectorLoop(connectors.turn)]}


def loops_of(
    routing: Routing, amqp_url: str, *, intake_url: str, signer: TokenSigner
) -> LoopsByRole:
    """Return the loops of these use cases: the bus, missing copies, the gauge of open tasks."""
    catalogue = IntakeCatalogue(ServiceClient("intake", intake_url, signer))
    references = ReferenceLoop(lambda reference: routing.fetch(reference, catalogue))
    table = subscriptions(routing.handlers(references.want))
    inbox = Inbox(routing.database, NAME, table, gated=GATED)
    lateness = (*routing.escalation.timers(), *routing.outlook.timers())
    handlers = (*routing.clocks.timers(), *routing.assignments.timers(), *lateness)
    clocks = TimerRunner(routing.database, handlers, name="clocks")
    loops = bus_loops(inbox, amqp_url, source_urls={"intake": intake_url}, signer=signer)
    return {
        **loops,
        # Beside the consumer, which tells it what is missing.
        "consumer": [*loops["consumer"], references],
        "timers": [*loops["timers"], OpenTaskGauge(routing.count_open), clocks],
    }


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
