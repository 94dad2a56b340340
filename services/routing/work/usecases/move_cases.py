"""Intake moved dossiers to the successors of agencies: their cases go along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from contracts.events.agency import DossierMoved
from kernel.working_time import in_vietnam
from services.routing.process.ports import Schedules
from services.routing.work.domain.assigning import (
    Bench,
    Colleague,
    Matter,
    assignable,
    pushed,
)
from services.routing.work.domain.case import Case
from services.routing.work.domain.succession import MOVED, Heir, pass_on
from services.routing.work.domain.task import Task, TaskStatus
from services.routing.work.ports import Cases, Passed, Slips
from services.routing.work.usecases.assign_cases import Assigning


def move_cases(
    moved: Sequence[DossierMoved],
    *,
    cases: Cases,
    schedules: Schedules,
    assigning: Assigning,
    slips: Slips,
) -> int:
    """Let successors go on, under the locks of the cases; return how many there was work in.

    A claimed task stays with its owner where the register has them with its role at the successor
    on that day; else it waits there, or goes to whom the successor's plan pushes it. Said twice it
    changes nothing more. Raises `ReferenceMissingError` while a successor has not arrived.
    """
    moving = _Moving(assigning)
    return sum(_move(each, cases, schedules, slips, moving) for each in _turns(moved))


def _turns(moved: Sequence[DossierMoved]) -> Iterator[Sequence[DossierMoved]]:
    """Yield the events so that each dossier moves once at a time: one may move on further."""
    rest = list(moved)
    while rest:
        first: dict[str, DossierMoved] = {}
        rest = [one for one in rest if first.setdefault(one.code, one) is not one]
        yield list(first.values())


def _move(
    moved: Sequence[DossierMoved],
    cases: Cases,
    schedules: Schedules,
    slips: Slips,
    moving: _Moving,
) -> int:
    found = cases.lock_for_dossiers([event.code for event in moved])
    changed, passed, went = [], [], []
    for event in moved:
        before = found.get(event.code)
        if before is None:
            continue
        schedules.of(event.to_agency)
        after, gone = moving.moved(before, event)
        if after != before:
            changed.append((before, after))
            passed.append(Passed(case=after.id, old=event.from_agency, new=event.to_agency))
            went += [after.task(task.id) for task in gone]
    cases.save_all(changed)
    slips.pass_on(passed)
    moving.note(went)
    return len(changed)


class _Moving:
    """What is asked of register and plans, once for many cases."""

    def __init__(self, assigning: Assigning) -> None:
        self._assigning = assigning
        self._on: date = in_vietnam(assigning.clock()).date()
        self._owners: dict[str, Colleague | None] = {}
        self._benches: dict[str, Bench | None] = {}

    def moved(self, before: Case, event: DossierMoved) -> tuple[Case, Sequence[Task]]:
        """Return the case as its successor has it, and the tasks that went."""
        matter = self._assigning.matter(before)
        heir = Heir(
            old=event.from_agency,
            new=event.to_agency,
            keeps=lambda task: self._keeps(task, matter),
        )
        after = pass_on(before, heir)
        known = {task.id: task for task in before.tasks}
        went = [task for task in after.tasks if task != known[task.id]]
        for task in went:
            after = after.with_task(self._pushed(task, matter))
        return after, went

    def note(self, went: Sequence[Task]) -> None:
        """Write down in the history of each task that it went."""
        self._assigning.note_all(went, MOVED)

    def _keeps(self, task: Task, matter: Matter) -> bool:
        """Tell whether the owner of a task has a post at its agency with which to go on.

        Whom only their token places has none there that the register knows of; who is away for a
        time keeps it, as at any opening of a day.
        """
        if task.assignee is None:
            return False
        if task.assignee not in self._owners:
            found = self._assigning.colleagues.find(task.assignee, self._on)
            self._owners[task.assignee] = found
        owner = self._owners[task.assignee]
        return owner is not None and owner.stands_for(task, matter.kept)

    def _pushed(self, task: Task, matter: Matter) -> Task:
        if task.status is not TaskStatus.WAITING or not assignable(task) or task.for_head:
            return task
        if task.agency not in self._benches:
            self._benches[task.agency] = self._assigning.bench(task.agency)
        bench = self._benches[task.agency]
        if bench is None:
            return task
        owned = pushed(task, matter, bench)
        if owned.assignee is not None:
            # What was given is not stored yet: the next one must weigh it all the same.
            held = bench.loads.get(owned.assignee, 0) + owned.effort
            loads = {**bench.loads, owned.assignee: held}
            self._benches[task.agency] = replace(bench, loads=loads)
        return owned
