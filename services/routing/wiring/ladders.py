"""Binds escalation to transactions: the timer of a case's next rung, ladders, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from chassis.db import Database, Transaction
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from chassis.timers import Timer, TimerHandler
from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.lateness.domain.alert import Alert, AlertsPage, AlertsWanted
from services.routing.lateness.domain.ladder import Ladder, LadderRule
from services.routing.lateness.store.alerts import PgAlerts
from services.routing.lateness.store.ladders import RUNG, PgLadders, PgRungs
from services.routing.lateness.usecases.acknowledge_alert import acknowledge_alert
from services.routing.lateness.usecases.climb_ladder import climb_ladder
from services.routing.lateness.usecases.lay_down_ladder import lay_down_ladder, show_ladder
from services.routing.lateness.usecases.list_alerts import list_alerts
from services.routing.process.store.agencies import PgAgencies
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.settings import NAME
from services.routing.wiring.assignment import assigned_cases
from services.routing.wiring.colleagues import RegisteredColleagues
from services.routing.wiring.officers import placed_today


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """What stands behind the routes of ladders and alerts, and behind the timer of rungs."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def alerts(self, actor: Actor, wanted: AlertsWanted) -> AlertsPage:
        """Return a page of what the actor was told; raises as `list_alerts`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            return list_alerts(actor, wanted, alerts=PgAlerts(tx))

    def acknowledge(self, actor: Actor, alert: UUID, version: str) -> Alert:
        """Keep that the actor knows of an alert; raises as `acknowledge_alert`."""
        with self.database.transaction() as tx:
            actor = placed_today(tx, actor, self.clock)
            alerts = PgAlerts(tx)
            return acknowledge_alert(alert, version, actor=actor, alerts=alerts, clock=self.clock)

    def ladder(self, agency: str) -> Ladder:
        """Return the ladder of an agency; raises as `show_ladder`."""
        with self.database.read() as tx:
            return show_ladder(agency, agencies=PgAgencies(tx), ladders=PgLadders(tx))

    def lay_down(
        self, actor: Actor, agency: str, version: str, rules: tuple[LadderRule, ...]
    ) -> Ladder:
        """Replace the ladder of an agency, and have its open cases looked at."""
        with self.database.transaction() as tx:
            ladders = PgLadders(tx)
            return lay_down_ladder(
                agency,
                version,
                rules,
                by=actor.subject,
                agencies=PgAgencies(tx),
                ladders=ladders,
                rungs=PgRungs(tx, self._schedules(tx), ladders),
                clock=self.clock,
            )

    def timers(self) -> tuple[TimerHandler, ...]:
        """Return what is done when a case's next rung is reached."""
        return (TimerHandler(kind=RUNG, handle=self._climb),)

    def _climb(self, tx: Transaction, timer: Timer) -> None:
        schedules, ladders = self._schedules(tx), PgLadders(tx)
        procedures = PgProcedures(tx, self.kept_procedures)
        climb_ladder(
            timer.subject,
            at=timer.now,
            cases=assigned_cases(tx, procedures, schedules, self.clock),
            ladders=ladders,
            agencies=PgAgencies(tx),
            schedules=schedules,
            rungs=PgRungs(tx, schedules, ladders),
            alerts=PgAlerts(tx),
            colleagues=RegisteredColleagues(tx),
            events=Outbox(tx, source=NAME, clock=self.clock),
            new_id=new_id,
        )

    def _schedules(self, tx: Transaction) -> PgSchedules:
        return PgSchedules(tx, self.kept_schedules)
