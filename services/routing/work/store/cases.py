"""Cases in PostgreSQL: case, legs and tasks as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from uuid import UUID

from sqlalchemy import Connection, or_, select, text, update

from chassis.db import LockTimeoutError
from services.routing.process.domain.process import Process
from services.routing.process.store.procedures import PgProcedures
from services.routing.work.domain.case import Case, Place
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import TaskEnd, TaskStatus
from services.routing.work.store import rows, tables
from services.routing.work.store.limits import watch_limits
from services.routing.work.store.papers import papers_of, save_papers
from services.routing.work.store.proposals import ANY_OPEN, proposals_at_hand, save_proposals
from services.routing.work.store.slips import write_slips

_IS_OPEN = text("status = 'open'")
_CASE, _LEG, _STEP, _PROPOSAL = tables.case, tables.leg, tables.step, tables.proposal


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
        proposed = any(leg.proposed for leg in legs)
        tasks = self._tx.execute(
            select(_STEP).where(
                _STEP.c.case_id == case_id,
                or_(_STEP.c.status != TaskStatus.ENDED.value, _STEP.c.id == task),
            )
        ).all()
        version = self._procedures.get(row.procedure, row.procedure_version)
        given = any(leg.gives is not None for leg in version.process.legs)
        papers = papers_of(self._tx, case_id) if given else ()
        paid = self._paid(case_id, version.process)
        proposals = proposals_at_hand(self._tx, case_id, proposal, any_open=proposed)
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
        new = [rows.task_row(task, after.id) for task in after.tasks if task.id not in known]
        if new:
            self._tx.execute(_STEP.insert(), new)


class PgHistory:
    """The port `History` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, event: StepEvent) -> None:
        """Record what was done."""
        self._tx.execute(
            tables.step_event.insert().values(
                step_id=event.task,
                action=str(event.action),
                officer=event.officer,
                at=event.at,
                note=event.note,
                taker=event.taker,
            )
        )


class PgNotes:
    """The port `Notes` on one transaction: by a function of the database's owner."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def erase(self, dossier: str) -> None:
        """Erase the words of a closed case."""
        self._tx.execute(text("SELECT erase_notes(:dossier)"), {"dossier": dossier})
