"""Ladders and alerts in PostgreSQL, and the one timer a case at which its next rung is reached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text
from sqlalchemy.dialects.postgresql import insert

from chassis.timers import Timers
from kernel.errors import StaleVersionError
from services.routing.lateness.domain.ladder import (
    Ladder,
    LadderRule,
    Level,
    Rung,
    next_rung_at,
)
from services.routing.lateness.ports import Ladders
from services.routing.lateness.store.tables import escalation_ladder as table
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.task import Task

RUNG = "rung"
"""The kind of the timer; the subject is the dossier."""

_OPEN_AT = text("""
    INSERT INTO timer (kind, subject, due_at, payload)
    SELECT DISTINCT :kind, dossier, CAST(:at AS timestamptz), CAST('{}' AS jsonb)
    FROM step JOIN "case" ON "case".id = case_id
    WHERE step.agency = :agency AND step.status <> 'ended' AND "case".status = 'open'
    ON CONFLICT (kind, subject) DO UPDATE
    SET due_at = excluded.due_at, attempts = 0, retry_at = NULL, reason = NULL
""")


class PgLadders:
    """The port `Ladders` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def newest(self, agency: str) -> Ladder:
        """Return the ladder of an agency, version 0 without one."""
        wanted = select(table).where(table.c.agency == agency)
        row = self._tx.execute(wanted.order_by(table.c.version.desc()).limit(1)).one_or_none()
        return Ladder(agency=agency) if row is None else _ladder(row)

    def add(self, ladder: Ladder, *, by: str, at: datetime) -> None:
        """Keep a new version; raises `StaleVersionError` when somebody was faster."""
        statement = insert(table).values(
            agency=ladder.agency,
            version=ladder.version,
            rules=[_rule_row(rule) for rule in ladder.rules],
            changed_by=by,
            changed_at=at,
        )
        kept = self._tx.execute(statement.on_conflict_do_nothing().returning(table.c.version))
        if kept.first() is None:
            raise StaleVersionError


class PgRungs:
    """The port `Rungs` on one transaction."""

    def __init__(self, tx: Connection, schedules: Schedules, ladders: Ladders) -> None:
        self._tx = tx
        self._schedules = schedules
        self._ladders = ladders

    def follow(self, before: Case | None, after: Case) -> None:
        """Set, move or drop the timer where what it goes by changed."""
        if before is not None and _clocks(before) == _clocks(after):
            return
        tasks = after.tasks if after.status is CaseStatus.OPEN else ()
        agencies = {task.agency for task in tasks if task.open}
        at = next_rung_at(
            after,
            {agency: self._ladders.newest(agency) for agency in agencies},
            {agency: self._schedules.of(agency) for agency in agencies},
        )
        timers = Timers(self._tx)
        if at is None:
            timers.cancel(kind=RUNG, subject=after.dossier)
        else:
            timers.set(kind=RUNG, subject=after.dossier, due_at=at)

    def look_at(self, agency: str, at: datetime) -> None:
        """Have every open case with a step at an agency looked at."""
        self._tx.execute(_OPEN_AT, {"kind": RUNG, "agency": agency, "at": at})


def _clocks(case: Case) -> object:
    """Return what the instants of the next rungs are made of."""
    stands = case.status is not CaseStatus.OPEN or case.suspended is not None
    return (stands, {_clock(task) for task in case.tasks if task.open})


def _clock(task: Task) -> tuple[object, ...]:
    return (task.id, task.due_at, task.clock_from, task.clock_minutes, task.told)


def _ladder(row: Row[Any]) -> Ladder:
    rules = (
        LadderRule(
            procedure=rule["procedure"],
            rungs=tuple(
                Rung(percent=rung["percent"], level=Level(rung["level"])) for rung in rule["rungs"]
            ),
        )
        for rule in row.rules
    )
    return Ladder(agency=row.agency, version=row.version, rules=tuple(rules))


def _rule_row(rule: LadderRule) -> dict[str, Any]:
    rungs = [{"percent": rung.percent, "level": rung.level.value} for rung in rule.rungs]
    return {"procedure": rule.procedure, "rungs": rungs}
