"""Binds the register of violations: cases are watched for lateness, leaders read its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db import Database, Transaction
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from kernel.apology import ApologyReason
from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.lateness.domain.reading import Count, Line, Page, Wanted
from services.routing.lateness.store.ladders import PgLadders, PgRungs
from services.routing.lateness.store.reminders import PgReminders
from services.routing.lateness.store.violations import PgViolations
from services.routing.lateness.usecases.give_reason import give_reason
from services.routing.lateness.usecases.list_violations import count_violations, list_violations
from services.routing.lateness.usecases.watch_cases import WatchedCases
from services.routing.process.ports import Schedules
from services.routing.process.store.procedures import PgProcedures
from services.routing.settings import NAME
from services.routing.wiring.officers import placed_today
from services.routing.work.ports import Cases
from services.routing.work.store.cases import PgCases
from services.routing.work.usecases.derive_cases import DerivedCases


def watched_cases(
    tx: Transaction, procedures: PgProcedures, schedules: Schedules, clock: Clock
) -> Cases:
    """Return the cases of a transaction; what is saved late is entered in the register."""
    return WatchedCases(
        DerivedCases(
            PgCases(tx, procedures),
            schedules=schedules,
            events=Outbox(tx, source=NAME, clock=clock),
            clock=clock,
        ),
        violations=PgViolations(tx),
        reminders=PgReminders(tx, schedules),
        rungs=PgRungs(tx, schedules, PgLadders(tx)),
        clock=clock,
        new_id=new_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOfViolations:
    """What stands behind the route, each call in a transaction of its own."""

    database: Database
    clock: Clock

    def page(self, actor: Actor, wanted: Wanted) -> Page:
        """Return a page of the register; raises as `list_violations`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            return list_violations(actor, wanted, violations=PgViolations(tx))

    def counts(self, actor: Actor, wanted: Wanted) -> Sequence[Count]:
        """Return who is charged how often with what; raises as `count_violations`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            return count_violations(actor, wanted, violations=PgViolations(tx))

    def give_reason(
        self, actor: Actor, line: UUID, version: str, reason: ApologyReason, words: str | None
    ) -> Line:
        """Keep why a violation happened; raises as `give_reason`."""
        with self.database.transaction() as tx:
            return give_reason(
                line,
                version,
                reason,
                words,
                actor=placed_today(tx, actor, self.clock),
                violations=PgViolations(tx),
                clock=self.clock,
            )
