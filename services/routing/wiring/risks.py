"""Binds the list of risks to transactions: worked out by a timer of each agency, read by heads."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.db import Database, Transaction
from chassis.timers import Timer, TimerHandler, Timers
from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.lateness.domain.outlook import RisksPage, RisksWanted
from services.routing.lateness.store.risks import LOOK_AHEAD, PgRisks
from services.routing.lateness.usecases.list_risks import list_risks
from services.routing.lateness.usecases.look_ahead import look_ahead
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.wiring.officers import placed_today


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What stands behind the route, and behind the timers of agencies."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def page(self, actor: Actor, wanted: RisksWanted) -> RisksPage:
        """Return a page of the list; raises as `list_risks`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            return list_risks(actor, wanted, lines=self._lines(tx))

    def timers(self) -> tuple[TimerHandler, ...]:
        """Return what is done when an agency is to be looked at."""
        return (TimerHandler(kind=LOOK_AHEAD, handle=self._look),)

    def _look(self, tx: Transaction, timer: Timer) -> None:
        schedules = PgSchedules(tx, self.kept_schedules)
        again = look_ahead(timer.subject, at=timer.now, schedules=schedules, lines=self._lines(tx))
        Timers(tx).set(kind=LOOK_AHEAD, subject=timer.subject, due_at=again)

    def _lines(self, tx: Transaction) -> PgRisks:
        return PgRisks(tx, PgProcedures(tx, self.kept_procedures))
