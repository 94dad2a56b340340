"""Plans of assigning, what officers hold, and the timers by which work is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import StaleVersionError
from services.routing.work.domain.assigning import Mode, Plan, Rule
from services.routing.work.store import tables

DAY = "assign-day"
"""The kind of the timer at which the day of an agency opens; the subject is its code."""

LOOK = "assign-case"
"""The kind of the timer by which one case is looked at; the subject is its dossier."""

_PLAN, _STEP = tables.assignment_plan, tables.step
# Written as the indexes have it, or the planner will not use them.
_HELD = text("step.status = 'claimed'")
_OWNERS = text("SELECT DISTINCT assignee FROM step WHERE agency = :agency AND status = 'claimed'")
_DOSSIERS = text("""
    SELECT DISTINCT dossier FROM step JOIN "case" ON "case".id = case_id
    WHERE step.agency = :agency AND step.status <> 'ended' AND "case".status = 'open'
        AND (assignee = ANY (:owners) OR (:waiting AND assignee IS NULL))
    ORDER BY dossier
""")


class PgPlans:
    """The port `Plans` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def newest(self, agency: str) -> Plan:
        """Return the plan of an agency, version 0 without one."""
        wanted = select(_PLAN).where(_PLAN.c.agency == agency)
        row = self._tx.execute(wanted.order_by(_PLAN.c.version.desc()).limit(1)).one_or_none()
        if row is None:
            return Plan(agency=agency)
        rules = (
            Rule(mode=Mode(rule["mode"]), procedure=rule["procedure"], step=rule["step"])
            for rule in row.rules
        )
        return Plan(agency=agency, version=row.version, rules=tuple(rules))

    def add(self, plan: Plan, *, by: str, at: datetime) -> None:
        """Keep a new version; raises `StaleVersionError` when somebody was faster."""
        statement = insert(_PLAN).values(
            agency=plan.agency,
            version=plan.version,
            rules=[
                {"mode": rule.mode.value, "procedure": rule.procedure, "step": rule.step}
                for rule in plan.rules
            ],
            changed_by=by,
            changed_at=at,
        )
        kept = self._tx.execute(statement.on_conflict_do_nothing().returning(_PLAN.c.version))
        if kept.first() is None:
            raise StaleVersionError


class PgOpenWork:
    """The port `OpenWork` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def loads(self, accounts: Sequence[str]) -> Mapping[str, int]:
        """Return the effort that each account holds, wherever it does."""
        wanted = (
            select(_STEP.c.assignee, func.sum(_STEP.c.effort).label("effort"))
            .where(_HELD, _STEP.c.assignee.in_(accounts))
            .group_by(_STEP.c.assignee)
        )
        return {row.assignee: int(row.effort) for row in self._tx.execute(wanted)}

    def agencies(self, among: Sequence[str]) -> Sequence[str]:
        """Return those of these agencies where a step waits or is being done."""
        wanted = select(_STEP.c.agency).distinct().where(_STEP.c.status != "ended")
        return self._tx.scalars(wanted.where(_STEP.c.agency.in_(among))).all()

    def owners(self, agency: str) -> Sequence[str]:
        """Return the accounts that hold tasks of an agency."""
        return self._tx.scalars(_OWNERS, {"agency": agency}).all()

    def dossiers(self, agency: str, owners: Sequence[str], *, waiting: bool) -> Sequence[str]:
        """Return dossiers with a task at an agency that these hold, or nobody does."""
        about = {"agency": agency, "owners": list(owners), "waiting": waiting}
        return self._tx.scalars(_DOSSIERS, about).all()
