"""Steps that begin find their owner, in the transaction that saves their case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.clock import Clock
from kernel.working_time import in_vietnam
from services.routing.process.ports import Procedures
from services.routing.work.domain.assigning import (
    PUSH,
    TO_HEAD,
    Bench,
    Matter,
    assignable,
    pushed,
)
from services.routing.work.domain.case import Case
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import Task, TaskStatus
from services.routing.work.ports import Cases, Colleagues, History, OpenWork, Plans
from services.routing.work.usecases.pass_on_cases import PassedOnCases


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigning:
    """What assigning goes by, on one transaction."""

    plans: Plans
    colleagues: Colleagues
    work: OpenWork
    procedures: Procedures
    history: History
    clock: Clock

    def bench(self, agency: str) -> Bench | None:
        """Return who is there today and holds how much; None where the plan pushes nothing."""
        plan = self.plans.newest(agency)
        if not plan.pushes:
            return None
        there = self.colleagues.at(agency, in_vietnam(self.clock()).date())
        loads = self.work.loads([one.actor.subject for one in there])
        return Bench(plan=plan, colleagues=there, loads=loads)

    def matter(self, case: Case) -> Matter:
        """Return what assigning needs of a case."""
        version = self.procedures.find(case.procedure, case.procedure_version)
        if version is None:
            return Matter(procedure=case.procedure, field=None, kept=case.kept)
        return Matter(procedure=case.procedure, field=version.field, kept=version.kept)

    def note(self, task: Task, action: str) -> None:
        """Write down that nobody in person gave the task."""
        self.note_all((task,), action)

    def note_all(self, tasks: Sequence[Task], action: str) -> None:
        """Write the same of many tasks."""
        at = self.clock()
        self.history.add_all(
            [
                StepEvent(task=task.id, action=action, officer="", at=at, taker=task.assignee)
                for task in tasks
            ]
        )


class AssignedCases(PassedOnCases):
    """The port `Cases`: what is saved with a step that begins is saved with its owner."""

    def __init__(self, cases: Cases, assigning: Assigning) -> None:
        super().__init__(cases)
        self._assigning = assigning

    def add(self, case: Case) -> None:
        """Keep a new case, its first tasks with those who get them."""
        after, given = self._pushed(case, case.tasks)
        self._cases.add(after)
        self._note(given)

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write what transitions changed, the tasks they began with those who get them.

        A task that a specialised system gave up begins for officers at that moment.
        """
        pairs: list[tuple[Case, Case]] = []
        all_given: list[Task] = []
        for before, after in changed:
            known = {task.id for task in before.tasks if not task.with_system}
            begun = [task for task in after.tasks if task.id not in known]
            owned, given = self._pushed(after, begun)
            pairs.append((before, owned))
            all_given += given
        self._cases.save_all(pairs)
        self._note(all_given)

    def _pushed(self, case: Case, begun: Sequence[Task]) -> tuple[Case, Sequence[Task]]:
        given = []
        for task in begun:
            if task.status is not TaskStatus.WAITING or not assignable(task):
                continue
            bench = self._assigning.bench(task.agency)
            if bench is None:
                continue
            owned = pushed(task, self._assigning.matter(case), bench)
            if owned != task:
                case = case.with_task(owned)
                given.append(owned)
        return case, given

    def _note(self, given: Sequence[Task]) -> None:
        for task in given:
            self._assigning.note(task, TO_HEAD if task.for_head else PUSH)
