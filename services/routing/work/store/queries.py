"""The read side: worklists, single tasks, whole cases, counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from kernel.text import Text
from services.routing.process.store.procedures import PgProcedures
from services.routing.process.store.tables import agency
from services.routing.work.domain.case import CaseStatus
from services.routing.work.domain.reading import (
    CaseView,
    CounterQuery,
    Counters,
    LegView,
    ListedTask,
    StepEvent,
    WorklistQuery,
)
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.task import Task
from services.routing.work.store import rows, tables
from services.routing.work.store.papers import papers_of
from services.routing.work.store.proposals import PgProposals
from services.routing.work.store.slips import slips_of
from services.routing.work.store.worklists import (
    IS_OPEN,
    LISTED,
    counter_statement,
    in_scope,
    page_statement,
)

_CASE, _LEG, _STEP, _EVENT = tables.case, tables.leg, tables.step, tables.step_event
_NAMED_LEG = select(_LEG, agency.c.name.label("agency_name")).outerjoin_from(
    _LEG, agency, agency.c.code == _LEG.c.agency
)
_COUNT_OPEN = (
    select(_STEP.c.role, _STEP.c.status, func.count().label("tasks"))
    .where(IS_OPEN)
    .group_by(_STEP.c.role, _STEP.c.status)
)


class PgTasks:
    """The port `Tasks` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection, procedures: PgProcedures) -> None:
        self._tx = tx
        self._procedures = procedures

    def worklist(self, query: WorklistQuery) -> Sequence[ListedTask]:
        """Return open tasks, those with the least legal slack in front."""
        found = self._tx.execute(page_statement(query)).all()
        return [self._listed(row) for row in found]

    def count(self, query: CounterQuery) -> Counters:
        """Return how many open tasks there are."""
        return Counters(**self._tx.execute(counter_statement(query)).mappings().one())

    def find(self, task: UUID, scopes: Sequence[Scope]) -> ListedTask | None:
        """Return a task of one of the scopes' agencies, open or ended, whatever its role."""
        wanted = LISTED.where(_STEP.c.id == task, in_scope(scopes))
        row = self._tx.execute(wanted).one_or_none()
        if row is None:
            return None
        papers = {
            paper.paper: rows.paper_from(paper) for paper in papers_of(self._tx, row.case_id)
        }
        proposed = PgProposals(self._tx).of_task(task)
        return replace(self._listed(row), papers=papers, proposals=proposed)

    def history(self, task: UUID) -> Sequence[StepEvent]:
        """Return what was done with a task, oldest first."""
        wanted = select(_EVENT).where(_EVENT.c.step_id == task).order_by(_EVENT.c.id)
        return [
            StepEvent(
                task=row.step_id,
                action=row.action,
                officer=row.officer,
                at=row.at,
                note=row.note,
                taker=row.taker,
            )
            for row in self._tx.execute(wanted)
        ]

    def case(self, dossier: str) -> CaseView | None:
        """Return the case of a dossier, whole."""
        cases = select(_CASE).where(_CASE.c.dossier == dossier)
        row = self._tx.execute(cases.order_by(_CASE.c.number.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        process = self._procedures.get(row.procedure, row.procedure_version).process
        legs = self._tx.execute(
            _NAMED_LEG.where(_LEG.c.case_id == row.id).order_by(_LEG.c.place)
        ).all()
        tasks = self._tasks_by_leg(row.id)
        return CaseView(
            id=row.id,
            dossier=row.dossier,
            procedure=row.procedure,
            procedure_version=row.procedure_version,
            status=CaseStatus(row.status),
            process=process,
            opened_at=row.opened_at,
            due_at=row.due_at,
            decided_at=row.decided_at,
            facts=rows.facts_from(row),
            papers={paper.paper: rows.paper_from(paper) for paper in papers_of(self._tx, row.id)},
            legs=[
                _leg_view(leg, process.leg(leg.leg).name, tasks.get(leg.leg, ())) for leg in legs
            ],
            slips=slips_of(self._tx, dossier),
        )

    def count_open(self) -> Mapping[tuple[str, str], int]:
        """Return how many open tasks there are, by role and status."""
        found = self._tx.execute(_COUNT_OPEN)
        return {(row.role, row.status): row.tasks for row in found}

    def _tasks_by_leg(self, case_id: UUID) -> Mapping[str, Sequence[Task]]:
        wanted = select(_STEP).where(_STEP.c.case_id == case_id)
        by_leg: dict[str, list[Task]] = defaultdict(list)
        for row in self._tx.execute(wanted.order_by(_STEP.c.started_at, _STEP.c.id)):
            by_leg[row.leg].append(rows.task_from(row))
        return by_leg

    def _listed(self, row: Row[Any]) -> ListedTask:
        version = self._procedures.get(row.procedure, row.procedure_version)
        return ListedTask(
            task=rows.task_from(row),
            dossier=row.dossier,
            procedure=row.procedure,
            procedure_name=version.name,
            procedure_version=row.procedure_version,
            process=version.process,
            finished=frozenset(row.finished or ()),
            case_due_at=row.case_due_at,
            kept=version.kept,
            facts=rows.facts_from(row),
        )


def _leg_view(row: Row[Any], name: Text, tasks: Sequence[Task]) -> LegView:
    leg = rows.leg_from(row)
    return LegView(
        leg=leg.id,
        name=name,
        agency=leg.agency,
        agency_name=row.agency_name,
        status=leg.status,
        started_at=leg.started_at,
        finished_at=leg.finished_at,
        due_at=leg.due_at,
        lapsed=leg.lapsed,
        late_at=leg.late_at,
        tasks=tasks,
    )
