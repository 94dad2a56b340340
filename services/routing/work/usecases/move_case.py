"""Intake moved a dossier to the successor of an agency: its case goes along."""

from __future__ import annotations

from contracts.events.agency import DossierMoved
from kernel.working_time import in_vietnam
from services.routing.process.ports import Schedules
from services.routing.work.domain.assigning import Matter, assignable, pushed
from services.routing.work.domain.case import Case
from services.routing.work.domain.succession import MOVED, Heir, pass_on
from services.routing.work.domain.task import Task, TaskStatus
from services.routing.work.ports import Cases, Slips
from services.routing.work.usecases.assign_cases import Assigning


def move_case(
    moved: DossierMoved,
    *,
    cases: Cases,
    schedules: Schedules,
    assigning: Assigning,
    slips: Slips,
) -> bool:
    """Let the successor go on, under the case's lock; False where nothing was to be moved.

    A claimed task stays with its owner where the register has them with its role at the successor
    on that day; else it waits there, or goes to whom the successor's plan pushes it. Said twice it
    changes nothing more. Raises `ReferenceMissingError` while the successor has not arrived.
    """
    before = cases.lock_for_dossier(moved.code)
    if before is None:
        return False
    schedules.of(moved.to_agency)
    heir = Heir(
        old=moved.from_agency,
        new=moved.to_agency,
        keeps=lambda task: keeps_owner(task, assigning.matter(before), assigning),
    )
    after = pass_on(before, heir)
    if after == before:
        return False
    went = _gone(before, after)
    for task in went:
        after = after.with_task(_pushed(after, task, assigning))
    cases.save(before, after)
    slips.pass_on(after.id, heir.old, heir.new)
    for task in went:
        assigning.note(after.task(task.id), MOVED)
    return True


def keeps_owner(task: Task, matter: Matter, assigning: Assigning) -> bool:
    """Tell whether the owner of a task has a post at its agency with which to go on.

    Whom only their token places has none there that the register knows of; who is away for a time
    keeps it, as at any opening of a day.
    """
    if task.assignee is None:
        return False
    on = in_vietnam(assigning.clock()).date()
    owner = assigning.colleagues.find(task.assignee, on)
    return owner is not None and owner.stands_for(task, matter.kept)


def _gone(before: Case, after: Case) -> list[Task]:
    known = {task.id: task for task in before.tasks}
    return [task for task in after.tasks if task != known[task.id]]


def _pushed(case: Case, task: Task, assigning: Assigning) -> Task:
    if task.status is not TaskStatus.WAITING or not assignable(task) or task.for_head:
        return task
    bench = assigning.bench(task.agency)
    return task if bench is None else pushed(task, assigning.matter(case), bench)
