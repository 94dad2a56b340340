"""Binds the legal clock to transactions: supplements, limits that come, re-plans."""

from __future__ import annotations

from collections.abc import Sequence

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.outbox import Outbox
from chassis.timers import Timer, TimerHandler
from kernel.rights import Actor
from services.intake import metrics
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.api.routes_supplement import supplement_blueprint
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import SupplementNotAskedError
from services.intake.registry.domain.supplement import (
    Supplement,
    SupplementOrder,
    SupplementRequest,
)
from services.intake.registry.ports import DeskAlert
from services.intake.registry.store.desk_alerts import PgDeskAlerts
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.store.dossiers import DEADLINE
from services.intake.registry.store.supplements import PgSupplements
from services.intake.registry.usecases.ask_for_supplement import ask_for_supplement
from services.intake.registry.usecases.list_desk_alerts import list_desk_alerts
from services.intake.registry.usecases.meet_limit import meet_limit
from services.intake.registry.usecases.open_file import open_file
from services.intake.registry.usecases.send_supplement import send_supplement
from services.intake.settings import NAME
from services.intake.wiring_parts import Parts
from services.intake.wiring_registry import ReceptionTransactions


def clock_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about the legal clock."""
    return (supplement_blueprint(SupplementTransactions(parts)),)


def timer_handlers(parts: Parts) -> Sequence[TimerHandler]:
    """Return what is done with timers that are due."""

    def limit(tx: Transaction, timer: Timer) -> None:
        met = meet_limit(
            timer.subject,
            now=timer.now,
            dossiers=parts.dossiers(tx),
            alerts=PgDeskAlerts(tx),
            events=Outbox(tx, source=NAME, clock=lambda: timer.now),
        )
        if met is not None:
            metrics.limits().labels(met.value).inc()

    return (TimerHandler(kind=DEADLINE, handle=limit),)


class SupplementTransactions(ReceptionTransactions):
    """`SupplementActions` of the routes."""

    def ask(self, code: str, version: int, order: SupplementOrder, asked: Asked) -> StoredReply:
        """Ask for papers."""

        def do(tx: Transaction) -> Dossier:
            return ask_for_supplement(
                code,
                version,
                order,
                reference=self._parts.reference(tx),
                supplements=PgSupplements(tx),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"ask {code} {version}", do, _uncounted)

    def send(self, code: str, version: int, supplement: Supplement, asked: Asked) -> StoredReply:
        """Take papers in."""

        def do(tx: Transaction) -> Dossier:
            return send_supplement(
                code,
                version,
                supplement,
                samples_allowed=self._parts.one_box,
                reference=self._parts.reference(tx),
                supplements=PgSupplements(tx),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"supplement {code} {version}", do, _uncounted)

    def asked_for(self, code: str, actor: Actor) -> SupplementRequest:
        """Return what was asked for."""
        with self._parts.database.transaction() as tx:
            open_file(
                code,
                "supplement-request",
                actor=actor,
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
            )
            found = PgSupplements(tx).get(code)
        if found is None:
            raise SupplementNotAskedError
        return found

    def alerts(self, actor: Actor) -> Sequence[DeskAlert]:
        """Return the desk's alerts."""
        with self._parts.database.read() as tx:
            return list_desk_alerts(actor, alerts=PgDeskAlerts(tx))


def _uncounted(_dossier: Dossier) -> None:
    """Supplements are counted by their events."""
