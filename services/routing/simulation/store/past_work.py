"""Past work in PostgreSQL: cases that were approved, and what else their units did then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from kernel.process import StepRole
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.process.store.procedures import PgProcedures
from services.routing.simulation.domain.past import Past, PastCase, PastRun, Unit
from services.routing.work.domain.task import TaskEnd
from services.routing.work.store.rows import facts_from

MOST_OTHER = 20_000
"""How many tasks of other procedures are taken; the newest ones."""

_VERSION = text("SELECT max(version) FROM procedure_version WHERE code = :procedure")
_CASES = text("""
    SELECT id, opened_at, decided_at, due_at, receiving_agency, competent_agency,
        conditions, answers
    FROM "case" WHERE procedure = :procedure AND status = 'approved'
    ORDER BY opened_at DESC, id DESC LIMIT :most
""")
_LEGS = text("SELECT case_id, leg, agency FROM leg WHERE case_id = ANY (:cases)")
# Who ended a task held it since somebody took it first; where a plan gave it, since it came.
_RUN = """
    SELECT step.id, step.case_id, step.leg, step.step, step.agency, step.role, step.started_at,
        step.ended_at, step.ended_by, step.ending, (
            SELECT min(at) FROM step_event
            WHERE step_id = step.id AND action IN ('claim', 'assign', 'transfer', 'reassign')
        ) AS held_from
    FROM step WHERE step.status = 'ended' AND step.ending <> 'cancelled' AND {which}
"""
_RUNS = text(_RUN.format(which="step.case_id = ANY (:cases) ORDER BY step.started_at, step.id"))
_BESIDE = """
    step.agency = ANY (:agencies) AND step.case_id <> ALL (:cases)
        AND step.started_at >= :first AND step.ended_at <= :last
        AND step.ending NOT IN ('answered', 'lapsed')
    ORDER BY step.started_at DESC, step.id LIMIT :most
"""
_OTHER = text(_RUN.format(which=_BESIDE))


class PgPastWork:
    """The port `PastWork` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection, procedures: PgProcedures) -> None:
        self._tx = tx
        self._procedures = procedures

    def newest(self, procedure: str) -> ProcedureVersion | None:
        """Return the newest version of a procedure; None where none is known."""
        version = self._tx.execute(_VERSION, {"procedure": procedure}).scalar_one()
        return None if version is None else self._procedures.get(procedure, version)

    def of(self, procedure: str, most: int) -> Past:
        """Return the newest approved cases of a procedure, and what else their units did then."""
        found = self._tx.execute(_CASES, {"procedure": procedure, "most": most}).all()
        if not found:
            return Past(cases=())
        ids = [row.id for row in found]
        agencies: dict[UUID, dict[str, str]] = defaultdict(dict)
        for leg in self._tx.execute(_LEGS, {"cases": ids}):
            agencies[leg.case_id][leg.leg] = leg.agency
        runs: dict[UUID, list[PastRun]] = defaultdict(list)
        for row in self._tx.execute(_RUNS, {"cases": ids}):
            runs[row.case_id].append(_run(row))
        cases = [_case(row, agencies[row.id], runs[row.id]) for row in reversed(found)]
        return Past(cases=tuple(cases), other=self._other(ids, cases))

    def _other(self, ids: Sequence[UUID], cases: Sequence[PastCase]) -> tuple[PastRun, ...]:
        asked = {
            "cases": ids,
            "agencies": sorted({run.unit.agency for case in cases for run in case.runs}),
            "first": min(case.opened_at for case in cases),
            "last": max(case.decided_at for case in cases),
            "most": MOST_OTHER,
        }
        return tuple(_run(row) for row in reversed(self._tx.execute(_OTHER, asked).all()))


def _case(row: Row[Any], agencies: Mapping[str, str], runs: Sequence[PastRun]) -> PastCase:
    return PastCase(
        id=row.id,
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        due_at=row.due_at,
        receiving=row.receiving_agency,
        competent=row.competent_agency or row.receiving_agency,
        facts=facts_from(row),
        agencies=agencies,
        runs=tuple(runs),
    )


def _run(row: Row[Any]) -> PastRun:
    return PastRun(
        id=row.id,
        leg=row.leg,
        step=row.step,
        unit=Unit(agency=row.agency, role=StepRole(row.role)),
        started_at=row.started_at,
        held_from=max(row.started_at, row.held_from or row.started_at),
        ended_at=row.ended_at,
        holder=row.ended_by or "",
        by_system=row.ending == TaskEnd.ANSWERED,
        lapsed=row.ending == TaskEnd.LAPSED,
    )
