"""The list of risks in PostgreSQL, and the history and queue it is worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from kernel.clock import VIETNAM
from kernel.rights import Confidentiality
from kernel.working_time import CalendarYearMissingError, Schedule
from services.routing.lateness.domain.outlook import RiskLine, RisksWanted
from services.routing.lateness.domain.reading import Reach
from services.routing.lateness.domain.risk import (
    Ended,
    Figures,
    OpenStep,
    Risk,
    RiskCause,
    RiskLevel,
    spent_minutes,
)
from services.routing.process.store.procedures import PgProcedures
from services.routing.work.store import rows

LOOK_AHEAD = "look-ahead"
"""The kind of the timer at which an agency's risks are worked out; the subject is its code."""

_NEWEST = 5000
_ENDED = text("""
    SELECT step.*, "case".procedure, "case".procedure_version
    FROM step JOIN "case" ON "case".id = step.case_id
    WHERE step.agency = :agency AND step.status = 'ended' AND step.ended_at >= :since
        AND step.ending IN ('complete', 'forward', 'approve', 'return', 'refuse')
    ORDER BY step.ended_at DESC LIMIT :most
""")
_OPEN = text("""
    SELECT step.*, "case".dossier, "case".procedure, "case".procedure_version,
        "case".due_at AS case_due_at, "case".conditions, "case".answers,
        (SELECT array_agg(leg.leg) FROM leg
         WHERE leg.case_id = step.case_id AND leg.status IN ('finished', 'skipped')) AS done
    FROM step JOIN "case" ON "case".id = step.case_id
    WHERE step.agency = :agency AND step.status <> 'ended'
        AND "case".status = 'open' AND "case".due_at IS NOT NULL
""")
_CLEAR = text("DELETE FROM risk WHERE agency = :agency")
_FIGURES = ("usual", "slow", "samples", "spent", "ahead", "wait", "rest", "left")
_ADD = text("""
    INSERT INTO risk (task, agency, dossier, procedure, level, cause, due_at, expected_at, usual,
        slow, samples, spent, ahead, wait, rest, "left", confidential, looked_at)
    VALUES (:task, :agency, :dossier, :procedure, :level, :cause, :due_at, :expected_at, :usual,
        :slow, :samples, :spent, :ahead, :wait, :rest, :left, :confidential, :looked_at)
""")
# Rights stand in the query. Of a confidential dossier others than its own agency learn that there
# is a line, and not which dossier. What ended since the list was worked out is not on it.
_PAGE = """
    WITH RECURSIVE reach AS (
        SELECT unnest(CAST(:above AS text[])) AS code
        UNION SELECT agency.code FROM agency JOIN reach ON agency.parent = reach.code
    )
    SELECT risk.*, step.leg, step.step, step.assignee,
        (NOT risk.confidential OR risk.agency = ANY (CAST(:at AS text[]))) AS told
    FROM risk JOIN step ON step.id = risk.task
    WHERE step.status <> 'ended'
        AND (:everywhere OR risk.agency IN (SELECT code FROM reach)) {filters}
    ORDER BY risk.due_at, risk.task LIMIT :limit
"""
_FILTERS = {
    "agency": "risk.agency = :agency",
    "level": "risk.level = :level",
    "cause": "risk.cause = :cause",
    "last": "risk.due_at < :last",
    "after_at": "(risk.due_at, risk.task) > (:after_at, CAST(:after_task AS uuid))",
}


class PgRisks:
    """The port `Risks` on one transaction, which may be read-only for `page`."""

    def __init__(self, tx: Connection, procedures: PgProcedures) -> None:
        self._tx = tx
        self._procedures = procedures

    def ended(self, agency: str, since: datetime, schedule: Schedule) -> Sequence[Ended]:
        """Return what officers of an agency ended since then; beyond the calendar nothing."""
        about = {"agency": agency, "since": since, "most": _NEWEST}
        found = (self._ended(row, schedule) for row in self._tx.execute(_ENDED, about))
        return [one for one in found if one is not None]

    def open(self, agency: str) -> Sequence[OpenStep]:
        """Return the open steps of an agency whose dossiers' clocks run."""
        return [self._open(row) for row in self._tx.execute(_OPEN, {"agency": agency})]

    def replace(self, agency: str, risks: Sequence[Risk], *, at: datetime) -> None:
        """Put these lines in the place of the agency's."""
        self._tx.execute(_CLEAR, {"agency": agency})
        if risks:
            self._tx.execute(_ADD, [_row(risk, at) for risk in risks])

    def page(self, wanted: RisksWanted, reach: Reach) -> Sequence[RiskLine]:
        """Return one line more than a page where there are more."""
        filters = _filters(wanted)
        scope = {
            "above": sorted(reach.above),
            "at": sorted(reach.at),
            "everywhere": reach.everywhere,
            "limit": wanted.limit + 1,
        }
        return [_line(row) for row in self._tx.execute(page_statement(filters), scope | filters)]

    def _ended(self, row: Row[Any], schedule: Schedule) -> Ended | None:
        task = rows.task_from(row)
        process = self._procedures.get(row.procedure, row.procedure_version).process
        own = process.step(task.leg, task.step).working_minutes
        try:
            minutes = spent_minutes(task, own, row.ended_at, schedule)
        except CalendarYearMissingError:
            return None
        return Ended(procedure=row.procedure, step=task.step, role=task.role, minutes=minutes)

    def _open(self, row: Row[Any]) -> OpenStep:
        version = self._procedures.get(row.procedure, row.procedure_version)
        return OpenStep(
            task=rows.task_from(row),
            dossier=row.dossier,
            procedure=row.procedure,
            process=version.process,
            due_at=row.case_due_at,
            done=frozenset(row.done or ()),
            facts=rows.facts_from(row),
            kept=version.kept,
        )


def page_statement(filters: dict[str, Any]) -> TextClause:
    """Return the query of a page narrowed by these filters."""
    conditions = "".join(f" AND {_FILTERS[name]}" for name in filters if name in _FILTERS)
    return text(_PAGE.format(filters=conditions))


def _filters(wanted: RisksWanted) -> dict[str, Any]:
    last = wanted.last and datetime.combine(wanted.last + timedelta(days=1), time.min, VIETNAM)
    given: dict[str, Any] = {
        "agency": wanted.agency,
        "level": wanted.level and wanted.level.value,
        "cause": wanted.cause and wanted.cause.value,
        "last": last,
        "after_at": wanted.after and wanted.after.at,
        "after_task": wanted.after and wanted.after.id,
    }
    return {name: value for name, value in given.items() if value is not None}


def _row(risk: Risk, at: datetime) -> dict[str, Any]:
    step = risk.step
    return {
        "task": step.task.id,
        "agency": step.task.agency,
        "dossier": step.dossier,
        "procedure": step.procedure,
        "level": risk.level.value,
        "cause": risk.cause.value,
        "due_at": step.due_at,
        "expected_at": risk.expected_at,
        "confidential": step.kept is Confidentiality.CONFIDENTIAL,
        "looked_at": at,
        **{name: getattr(risk.figures, name) for name in _FIGURES},
    }


def _line(row: Row[Any]) -> RiskLine:
    found = row._asdict()
    return RiskLine(
        task=row.task,
        dossier=row.dossier if row.told else None,
        procedure=row.procedure if row.told else None,
        agency=row.agency,
        leg=row.leg,
        step=row.step,
        officer=row.assignee,
        level=RiskLevel(row.level),
        cause=RiskCause(row.cause),
        due_at=row.due_at,
        expected_at=row.expected_at,
        figures=Figures(**{name: found[name] for name in _FIGURES}),
        looked_at=row.looked_at,
    )
