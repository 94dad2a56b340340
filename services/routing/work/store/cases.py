"""Cases in PostgreSQL: case, legs and tasks as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Text, any_, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from chassis.db import LockTimeoutError
from services.routing.process.domain.process import Process
from services.routing.process.store.procedures import PgProcedures
from services.routing.work.domain.case import Case, Place
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import TaskEnd, TaskStatus
from services.routing.work.store import rows, tables
from services.routing.work.store.limits import watch_limits
from services.routing.work.store.many_rows import changed_rows, update_rows
from services.routing.work.store.papers import papers_of, save_papers
from services.routing.work.store.proposals import ANY_OPEN, proposals_at_hand, save_proposals
from services.routing.work.store.slips import write_slips

_IS_OPEN = text("status = 'open'")
_CASE, _LEG, _STEP, _PROPOSAL = tables.case, tables.leg, tables.step, tables.proposal
_MANY = bindparam("cases", type_=ARRAY(_CASE.c.id.type))
_LAST = (
    select(_CASE.c.id)
    .where(_CASE.c.dossier == any_(bindparam("dossiers", type_=ARRAY(Text))))
    .ext(distinct_on(_CASE.c.dossier))
    .order_by(_CASE.c.dossier, _CASE.c.number.desc())
)
_LOCK_MANY = select(_CASE).where(_CASE.c.id.in_(_LAST)).order_by(_CASE.c.dossier).with_for_update()
_LEGS_OF_MANY = (
    select(_LEG, ANY_OPEN.label("proposed"))
    .where(_LEG.c.case_id == any_(_MANY))
    .order_by(_LEG.c.case_id, _LEG.c.place)
)
_TASKS_OF_MANY = select(_STEP).where(
    _STEP.c.case_id == any_(_MANY), _STEP.c.status != TaskStatus.ENDED.value
)


class PgCases:
    """The port `Cases` on one transaction."""

    def __init__(self, tx: Connection, procedures: PgProcedures) -> None:
        self._tx = tx
        self._procedures = procedures

    def known(self, dossier: str) -> bool:
        """Tell whether the dossier has a case."""
        wanted = select(_CASE.c.id).where(_CASE.c.dossier == dossier)
        return self._tx.execute(wanted).first() is not None

    def add(self, case: Case) -> None:
        """Insert a new case with its legs and first tasks."""
        self._tx.execute(_CASE.insert().values(rows.case_row(case)))
        self._tx.execute(
            _LEG.insert(),
            [
                {**rows.leg_row(leg), "case_id": case.id, "place": place}
                for place, leg in enumerate(case.legs)
            ],
        )
        self._tx.execute(_STEP.insert(), [rows.task_row(task, case.id) for task in case.tasks])
        watch_limits(self._tx, None, case)

    def lock_for_task(self, task: UUID) -> Case | None:
        """Return the case of a task under its row lock, with the open tasks and that one."""
        wanted = select(_STEP.c.case_id).where(_STEP.c.id == task)
        case_id = self._tx.execute(wanted).scalar_one_or_none()
        if case_id is None:
            return None
        return self._locked(case_id, task)

    def lock_for_proposal(self, proposal: UUID) -> Case | None:
        """Return the case of a proposal under its row lock, with the open tasks."""
        wanted = select(_PROPOSAL.c.case_id).where(_PROPOSAL.c.id == proposal)
        case_id = self._tx.execute(wanted).scalar_one_or_none()
        return None if case_id is None else self._locked(case_id, None, proposal=proposal)

    def lock_for_dossier(self, dossier: str, *, wait: bool = True) -> Case | None:
        """Return the last case of a dossier under its row lock, with the open tasks."""
        cases = select(_CASE.c.id).where(_CASE.c.dossier == dossier)
        last = cases.order_by(_CASE.c.number.desc()).limit(1)
        case_id = self._tx.execute(last).scalar_one_or_none()
        return None if case_id is None else self._locked(case_id, None, wait=wait)

    def lock_for_dossiers(self, dossiers: Sequence[str]) -> Mapping[str, Case]:
        """Return the last case of each dossier under its row lock, with the open tasks."""
        wanted = sorted(dossiers)
        cases = self._tx.execute(_LOCK_MANY, {"dossiers": wanted}).all()
        ids = {"cases": [row.id for row in cases]}
        legs = _by_case(self._tx.execute(_LEGS_OF_MANY, ids))
        tasks = _by_case(self._tx.execute(_TASKS_OF_MANY, ids))
        return {row.dossier: self._case(row, legs[row.id], tasks[row.id]) for row in cases}

    def lock_open(self, after: UUID | None, limit: int) -> Sequence[Case]:
        """Return the next open cases by id, each under its row lock, up to one that is held."""
        wanted = select(_CASE.c.id).where(_IS_OPEN).order_by(_CASE.c.id).limit(limit)
        if after is not None:
            wanted = wanted.where(_CASE.c.id > after)
        following = self._tx.scalars(wanted).all()
        free = select(_CASE.c.id).where(_CASE.c.id.in_(following)).order_by(_CASE.c.id)
        locked = set(self._tx.scalars(free.with_for_update(skip_locked=True)))
        if following and following[0] not in locked:
            raise LockTimeoutError
        return [
            self._locked(case_id, None) for case_id in takewhile(locked.__contains__, following)
        ]

    def _locked(
        self,
        case_id: UUID,
        task: UUID | None,
        *,
        proposal: UUID | None = None,
        wait: bool = True,
    ) -> Case:
        # Everything else is read after the lock: before it, another leg may still write.
        lock = select(_CASE).where(_CASE.c.id == case_id).with_for_update(nowait=not wait)
        row = self._tx.execute(lock).one()
        legs = self._tx.execute(
            select(_LEG, ANY_OPEN.label("proposed"))
            .where(_LEG.c.case_id == case_id)
            .order_by(_LEG.c.place)
        ).all()
        tasks = self._tx.execute(
            select(_STEP).where(
                _STEP.c.case_id == case_id,
                or_(_STEP.c.status != TaskStatus.ENDED.value, _STEP.c.id == task),
            )
        ).all()
        return self._case(row, legs, tasks, proposal)

    def _case(
        self,
        row: Row[Any],
        legs: Sequence[Row[Any]],
        tasks: Sequence[Row[Any]],
        proposal: UUID | None = None,
    ) -> Case:
        """Return the case of its rows, with what only some cases have."""
        version = self._procedures.get(row.procedure, row.procedure_version)
        proposed = any(leg.proposed for leg in legs)
        given = any(leg.gives is not None for leg in version.process.legs)
        papers = papers_of(self._tx, row.id) if given else ()
        paid = self._paid(row.id, version.process)
        proposals = proposals_at_hand(self._tx, row.id, proposal, any_open=proposed)
        case = rows.case_from(row, version, legs, tasks, papers, paid=paid)
        return replace(case, proposals=proposals) if proposals else case

    def _paid(self, case_id: UUID, process: Process) -> frozenset[Place]:
        asked = {step.id for leg in process.legs for step in leg.steps if step.paid}
        if not asked:
            return frozenset()
        wanted = select(_STEP.c.leg, _STEP.c.step).where(
            _STEP.c.case_id == case_id,
            _STEP.c.step.in_(asked),
            _STEP.c.ending == TaskEnd.COMPLETE.value,
        )
        ended = {Place(leg=row.leg, step=row.step) for row in self._tx.execute(wanted)}
        return frozenset(place for place in ended if process.step(place.leg, place.step).paid)

    def save(self, before: Case, after: Case) -> None:
        """Write the rows that differ; ended tasks before new ones, a leg has one open task."""
        if rows.case_row(before) != rows.case_row(after):
            changed = update(_CASE).where(_CASE.c.id == after.id)
            self._tx.execute(changed.values(rows.case_row(after)))
        for old, leg in zip(before.legs, after.legs, strict=True):
            if old != leg:
                mine = update(_LEG).where(_LEG.c.case_id == after.id, _LEG.c.leg == leg.id)
                self._tx.execute(mine.values(rows.leg_row(leg)))
        self._save_tasks(before, after)
        self._save_beside(before, after)

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write the rows of many cases that differ, a statement a table."""
        if len(changed) == 1:
            self.save(*changed[0])
            return
        cases, legs, tasks = changed_rows(changed)
        update_rows(self._tx, _CASE, ("id",), cases)
        update_rows(self._tx, _LEG, ("case_id", "leg"), legs)
        update_rows(self._tx, _STEP, ("id",), tasks)
        for before, after in changed:
            self._add_tasks(before, after)
            self._save_beside(before, after)

    def _save_beside(self, before: Case, after: Case) -> None:
        save_papers(self._tx, before, after)
        save_proposals(self._tx, before, after)
        write_slips(self._tx, before, after)
        watch_limits(self._tx, before, after)

    def _save_tasks(self, before: Case, after: Case) -> None:
        known = {task.id: task for task in before.tasks}
        for task in after.tasks:
            if task.id in known and known[task.id] != task:
                mine = update(_STEP).where(_STEP.c.id == task.id)
                self._tx.execute(mine.values(rows.task_row(task, after.id)))
        self._add_tasks(before, after)

    def _add_tasks(self, before: Case, after: Case) -> None:
        known = {task.id for task in before.tasks}
        new = [rows.task_row(task, after.id) for task in after.tasks if task.id not in known]
        if new:
            self._tx.execute(_STEP.insert(), new)


def _by_case(found: Iterable[Row[Any]]) -> Mapping[UUID, Sequence[Row[Any]]]:
    by_case: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in found:
        by_case[row.case_id].append(row)
    return by_case


class PgHistory:
    """The port `History` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, event: StepEvent) -> None:
        """Record what was done."""
        self.add_all((event,))

    def add_all(self, events: Sequence[StepEvent]) -> None:
        """Record much at once."""
        if events:
            self._tx.execute(tables.step_event.insert(), [_event_row(event) for event in events])


def _event_row(event: StepEvent) -> dict[str, Any]:
    return {
        "step_id": event.task,
        "action": str(event.action),
        "officer": event.officer,
        "at": event.at,
        "note": event.note,
        "taker": event.taker,
    }


class PgNotes:
    """The port `Notes` on one transaction: by a function of the database's owner."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def erase(self, dossier: str) -> None:
        """Erase the words of a closed case."""
        self._tx.execute(text("SELECT erase_notes(:dossier)"), {"dossier": dossier})
