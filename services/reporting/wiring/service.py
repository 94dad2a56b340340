"""Puts reporting together: the only place that knows the concrete classes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Flask

from chassis import logging
from chassis.assembly import bus_loops
from chassis.auth import TokenSigner, TokenVerifier
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.clock import refuse_set_clock, suite_clock
from chassis.db import Database, DatabaseUnavailableError, Transaction
from chassis.http import AppParts, Authenticator, create_app
from chassis.inbox import Inbox
from chassis.internal import replay_blueprint
from chassis.policy import enforce
from chassis.reconciliation_api import operator_blueprints
from chassis.settings import ProcessSettings
from chassis.subscription import Subscription, Together
from contracts.envelope import Envelope
from contracts.events import Event
from contracts.events.agency import AgencyPublished
from contracts.events.intake import ProcedurePublished
from contracts.events.routing import OfficerSet
from kernel.clock import Clock
from kernel.period import Period
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.reporting import metrics, settings
from services.reporting.facts.store.facts import PgFacts
from services.reporting.facts.store.references import PgReferences
from services.reporting.facts.usecases.keep_agency import keep_agency
from services.reporting.facts.usecases.keep_officer import keep_officer
from services.reporting.facts.usecases.keep_procedure import keep_procedure
from services.reporting.facts.usecases.record_milestones import record_milestones
from services.reporting.notices.clients.notification import Caller
from services.reporting.policies import LISTENERS, POLICIES
from services.reporting.reconciliation.api.routes_reconciliation import (
    reconciliation_report_blueprint,
)
from services.reporting.reconciliation.store.books import BOOKS
from services.reporting.settings import NAME
from services.reporting.statutory.api.routes_reports import reports_blueprint
from services.reporting.statutory.domain.report import FieldReport, ProcedureFigures, Under
from services.reporting.statutory.store.agencies import PgAgencies
from services.reporting.statutory.store.counts import PgCounts
from services.reporting.statutory.store.offices import PgOffices
from services.reporting.statutory.usecases.build_field_report import build_field_report
from services.reporting.statutory.usecases.show_procedure_figures import show_procedure_figures
from services.reporting.subscriptions import GATED, Handlers, subscriptions
from services.reporting.wiring.notices import build_notices
from services.reporting.wiring.reconciliation import last_report, reconciliation_loops

_STATEMENT_SECONDS = 60.0  # a report reads far more than a command


def open_database(process: ProcessSettings, *, statement_seconds: float = 5.0) -> Database:
    """Return the database of this service."""
    return Database(
        process.database_url,
        name=NAME,
        pool_size=process.pool_size,
        statement_seconds=statement_seconds,
    )


def app() -> Flask:
    """Return the HTTP application for gunicorn. Raises `SettingsError`."""
    process = settings.process()
    logging.configure(f"{NAME}.api", process.log_level)
    database = open_database(process, statement_seconds=_STATEMENT_SECONDS)
    if not process.one_box:
        refuse_set_clock(database)
    clock = suite_clock(database, one_box=process.one_box)
    verifier = TokenVerifier.from_file(NAME, process.trusted_keys_file, clock)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    notification = ServiceClient(
        "notification", settings.notification_url(), signer, seconds=_STATEMENT_SECONDS
    )
    return app_of(database, clock, verifier, notification)


def build_loops() -> LoopsByRole:
    """Return the loops by role. Raises `SettingsError`."""
    process, bus = settings.process(), settings.bus()
    database = open_database(process)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    inbox = Inbox(database, NAME, build_handlers(clock), gated=GATED)
    urls = settings.sources()
    loops = bus_loops(inbox, bus.amqp_url, source_urls=urls, signer=signer)
    return {**loops, "timers": reconciliation_loops(database, clock, signer, urls)}


def app_of(
    database: Database,
    clock: Clock,
    authenticator: Authenticator,
    notification: Caller | None = None,
) -> Flask:
    """Return the HTTP application on this database; without `notification` none of notices."""

    def field_report(
        period: Period, under: Under, as_of: datetime | None, actor: Actor
    ) -> FieldReport:
        now = clock()
        with database.read(snapshot=True) as tx:
            return build_field_report(
                period,
                under.agency,
                under.view,
                under.succession,
                actor=actor,
                today=in_vietnam(now).date(),
                as_of=as_of or now,
                offices=PgOffices(tx),
                agencies=PgAgencies(tx),
                counts=PgCounts(tx),
            )

    def figures(code: str) -> ProcedureFigures:
        with database.read() as tx:
            return show_procedure_figures(code, now=clock(), counts=PgCounts(tx))

    app = create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: reporting",
            blueprints=(
                reports_blueprint(field_report, figures),
                build_notices(database, clock, notification),
                replay_blueprint(database, LISTENERS),
                *operator_blueprints(database, NAME, BOOKS),
                reconciliation_report_blueprint(lambda: last_report(database)),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(database)},
        )
    )
    return enforce(app, POLICIES)


def build_handlers(clock: Clock) -> Sequence[Subscription]:
    """Return the table of subscriptions, each with its use case bound."""

    def milestones(tx: Transaction, said: Sequence[tuple[Envelope, Event]]) -> None:
        told = [(envelope.id, envelope.sequence, event) for envelope, event in said]
        for kind in record_milestones(told, facts=PgFacts(tx), now=clock()):
            metrics.facts().labels(kind).inc()

    def agency(tx: Transaction, envelope: Envelope, event: AgencyPublished) -> None:
        keep_agency(event, envelope.sequence, references=PgReferences(tx))

    def procedure(tx: Transaction, envelope: Envelope, event: ProcedurePublished) -> None:
        keep_procedure(event, envelope.sequence, references=PgReferences(tx))

    def officer(tx: Transaction, envelope: Envelope, event: OfficerSet) -> None:
        keep_officer(event, envelope.sequence, references=PgReferences(tx))

    def use(_tx: Transaction, _envelope: Envelope, event: Event) -> None:
        metrics.used().labels(event.TYPE).inc()

    return subscriptions(
        Handlers(
            keep_agency=agency,
            keep_procedure=procedure,
            keep_officer=officer,
            record_milestones=Together(milestones),
            count_use=use,
        )
    )


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
