"""Binds reconciliation: the books of all services, the hourly loop, a single run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from chassis.auth import TokenSigner
from chassis.background import Loop
from chassis.clients import ServiceClient
from chassis.clock import suite_clock
from chassis.db import Database
from chassis.settings import ProcessSettings
from chassis.timers import TimerRunner
from kernel.clock import Clock
from services.reporting import metrics, settings
from services.reporting.reconciliation.api.loop import ReconciliationLoop
from services.reporting.reconciliation.clients.intake_trail import IntakeTrail
from services.reporting.reconciliation.clients.service_books import Caller, ServiceBooks
from services.reporting.reconciliation.domain.divergence import Remedy
from services.reporting.reconciliation.domain.report import Report
from services.reporting.reconciliation.domain.trail import TrailEnd
from services.reporting.reconciliation.ports import Books
from services.reporting.reconciliation.store.kept_trail import PgKeptTrail
from services.reporting.reconciliation.store.own_books import OwnBooks
from services.reporting.reconciliation.store.reports import TIMER, PgReports, arm
from services.reporting.reconciliation.usecases.keep_trail_ends import keep_trail_ends
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from services.reporting.settings import NAME

_ANSWER_SECONDS = 90.0  # a view is read whole; what people wait for has shorter limits
_HOURLY = Patience(settle=15.0, looks=8)
_SAFE = frozenset({Remedy.RE_EMIT, Remedy.RESTORE})
"""What the hourly run does by itself: events said again are dropped where they are known,
and a timer is set again by the dossier it is of."""


def reconcile_once(
    *, operator: str, remedies: frozenset[Remedy], patience: Patience | None = None
) -> Report:
    """Reconcile with this environment's settings. Raises `SettingsError`, `UnavailableError`."""
    process = settings.process()
    database = _open(process)
    clock = suite_clock(database, one_box=process.one_box)
    signer = TokenSigner.from_file(NAME, process.signing_key_file, clock)
    books = books_of_all(database, signer, settings.sources(), operator=operator)
    return run_and_keep(database, clock, books, remedies=remedies, patience=patience)


def books_of_all(
    database: Database, signer: TokenSigner, urls: Mapping[str, str], *, operator: str
) -> dict[str, Books]:
    """Return the books of every service, reporting's own read where they lie."""
    callers = {
        name: ServiceClient(name, url, signer, seconds=_ANSWER_SECONDS)
        for name, url in urls.items()
    }
    others: dict[str, Books] = {
        name: ServiceBooks(caller, operator=operator) for name, caller in callers.items()
    }
    return others | {NAME: own_books(database, callers["intake"], operator=operator)}


def own_books(database: Database, intake: Caller, *, operator: str) -> OwnBooks:
    """Return reporting's books, which fetch the ends of intake's days before showing them."""
    keep = partial(keep_trail_ends, source=IntakeTrail(intake), kept=PgKeptTrail(database))
    return OwnBooks(database, operator=operator, keep_trail=keep)


def kept_trail(dossier: str | None = None) -> Sequence[TrailEnd]:
    """Return what is kept of the trail with this environment's database.

    Raises `SettingsError`, `UnavailableError`.
    """
    return list(PgKeptTrail(_open(settings.process())).ends(dossier))


def run_and_keep(
    database: Database,
    clock: Clock,
    books: Mapping[str, Books],
    *,
    remedies: frozenset[Remedy],
    patience: Patience | None = None,
) -> Report:
    """Reconcile and keep the report."""
    report = reconcile(
        books=books, clock=clock, pause=time.sleep, remedies=remedies, patience=patience
    )
    with database.transaction() as tx:
        PgReports(tx).add(report)
    return report


def reconciliation_loops(
    database: Database, clock: Clock, signer: TokenSigner, urls: Mapping[str, str]
) -> Sequence[Loop]:
    """Return the loop that reconciles each hour, and the timers that wake it."""
    books = books_of_all(database, signer, urls, operator=f"{NAME} background")

    def run() -> Report:
        return run_and_keep(database, clock, books, remedies=_SAFE, patience=_HOURLY)

    def arm_timer() -> None:
        with database.transaction() as tx:
            arm(tx)

    loop = ReconciliationLoop(run, show, arm_timer, clock=clock, kind=TIMER)
    return (loop, TimerRunner(database, [loop.handler()]))


def show(report: Report | None) -> None:
    """Show in the metrics what a run found; None: it came to no end."""
    if report is None:
        metrics.reconciliation_failed()
        return
    metrics.reconciled(
        complete=not report.silent,
        left={one.value: count for one, count in report.left_by_invariant().items()},
        mended=Counter(one.invariant.value for one in report.mended),
        seconds=report.seconds,
    )


def last_report(database: Database) -> str | None:
    """Return the last report as JSON."""
    with database.read() as tx:
        found = PgReports(tx).last()
    return None if found is None else found[1]


def _open(process: ProcessSettings) -> Database:
    return Database(process.database_url, name=f"{NAME}-reconcile", pool_size=2)
