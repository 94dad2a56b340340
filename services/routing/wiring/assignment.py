"""Binds assigning: steps that begin find their owner, plans are kept, days open by timers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.db import Database, Transaction
from chassis.timers import Timer, TimerHandler, Timers
from kernel.clock import Clock
from kernel.rights import Actor
from kernel.working_time import CalendarYearMissingError, in_vietnam
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.ports import Schedules
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.wiring.colleagues import RegisteredColleagues
from services.routing.wiring.lateness import watched_cases
from services.routing.wiring.officers import placed_today
from services.routing.work.domain.assigning import Plan, Rule
from services.routing.work.domain.vacancy import Post
from services.routing.work.ports import Cases
from services.routing.work.store.assignments import DAY, LOOK, PgOpenWork, PgPlans
from services.routing.work.store.cases import PgHistory
from services.routing.work.usecases.assign_cases import AssignedCases, Assigning
from services.routing.work.usecases.find_vacancies import find_vacancies
from services.routing.work.usecases.lay_down_plan import lay_down_plan, show_plan
from services.routing.work.usecases.open_day import dossiers_to_look_at, look_at_case


def assigned_cases(
    tx: Transaction, procedures: PgProcedures, schedules: Schedules, clock: Clock
) -> Cases:
    """Return the cases of a transaction: watched for lateness, steps saved with their owner."""
    cases = watched_cases(tx, procedures, schedules, clock)
    return AssignedCases(cases, assigning_of(tx, procedures, clock))


def assigning_of(tx: Transaction, procedures: PgProcedures, clock: Clock) -> Assigning:
    """Return what assigning goes by, on one transaction."""
    return Assigning(
        plans=PgPlans(tx),
        colleagues=RegisteredColleagues(tx),
        work=PgOpenWork(tx),
        procedures=procedures,
        history=PgHistory(tx),
        clock=clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignments:
    """What stands behind the routes of plans, and behind the timers of days."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def plan(self, actor: Actor, agency: str) -> Plan:
        """Return the plan of an agency; raises as `show_plan`."""
        with self.database.read() as tx:
            return show_plan(agency, actor=placed_today(tx, actor, self.clock), plans=PgPlans(tx))

    def vacancies(self, posts: Sequence[Post], on: date) -> Sequence[Post]:
        """Return the posts that nobody holds on a day, with where that is so."""
        with self.database.read() as tx:
            return find_vacancies(posts, on, workforce=RegisteredColleagues(tx))

    def lay_down(self, actor: Actor, agency: str, version: str, rules: tuple[Rule, ...]) -> Plan:
        """Replace the plan of an agency, and have its work looked at; as `lay_down_plan`."""
        with self.database.transaction() as tx:
            plan = lay_down_plan(
                agency,
                version,
                rules,
                actor=placed_today(tx, actor, self.clock),
                plans=PgPlans(tx),
                clock=self.clock,
            )
            Timers(tx).set(kind=DAY, subject=agency, due_at=self.clock())
        return plan

    def timers(self) -> Sequence[TimerHandler]:
        """Return what is done when the day of an agency opens."""
        return (
            TimerHandler(kind=DAY, handle=self._open_day),
            TimerHandler(kind=LOOK, handle=self._look),
        )

    def _open_day(self, tx: Transaction, timer: Timer) -> None:
        """Have each case that may need another owner looked at, and come again tomorrow."""
        procedures = PgProcedures(tx, self.kept_procedures)
        assigning = assigning_of(tx, procedures, lambda: timer.now)
        for dossier in dossiers_to_look_at(timer.subject, assigning=assigning):
            Timers(tx).set(kind=LOOK, subject=dossier, due_at=timer.now)
        Timers(tx).set(kind=DAY, subject=timer.subject, due_at=self._next_day(tx, timer))

    def _next_day(self, tx: Transaction, timer: Timer) -> datetime:
        """Return when the agency opens next; where nobody knows that yet, this time tomorrow."""
        schedules = PgSchedules(tx, self.kept_schedules)
        try:
            today = in_vietnam(timer.now).date()
            return schedules.of(timer.subject).opening_of_working_day(today)
        except (CalendarYearMissingError, ReferenceMissingError):
            return timer.now + timedelta(days=1)

    def _look(self, tx: Transaction, timer: Timer) -> None:
        procedures = PgProcedures(tx, self.kept_procedures)
        look_at_case(
            timer.subject,
            cases=watched_cases(tx, procedures, PgSchedules(tx, self.kept_schedules), self.clock),
            assigning=assigning_of(tx, procedures, lambda: timer.now),
        )
