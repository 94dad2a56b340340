"""The day of an agency opens: whose owner is away, and who waits, is looked at case by case."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.working_time import in_vietnam
from services.routing.work.domain.assigning import (
    PUSH,
    REASSIGN,
    TO_HEAD,
    Bench,
    assignable,
    covered,
    pushed,
)
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.task import Task
from services.routing.work.ports import Cases
from services.routing.work.usecases.assign_cases import Assigning


def dossiers_to_look_at(agency: str, *, assigning: Assigning) -> Sequence[str]:
    """Return the dossiers with a task at the agency that may need another owner today."""
    plan = assigning.plans.newest(agency)
    today = in_vietnam(assigning.clock()).date()
    known = {one.actor.subject: one for one in assigning.colleagues.at(agency, today)}
    away = []
    for account in assigning.work.owners(agency):
        one = known.get(account)
        # Who is in the register and does not stand here is out of office, or placed elsewhere.
        if one.away if one else assigning.colleagues.find(account, today) is not None:
            away.append(account)
    return assigning.work.dossiers(agency, away, waiting=plan.pushes)


def look_at_case(dossier: str, *, cases: Cases, assigning: Assigning) -> bool:
    """Give every task of the case the owner it should have today, under its lock.

    False where there is nothing to change, so doing it twice does nothing more. Raises
    `LockTimeoutError` at once when somebody is at work on the case.
    """
    before = cases.lock_for_dossier(dossier, wait=False)
    if before is None or before.status is not CaseStatus.OPEN:
        return False
    after, moved = before, []
    for old in before.tasks:
        task = _looked_at(before, old, assigning)
        if task != old:
            after = after.with_task(task)
            moved.append((task, _word(old, task)))
    if not moved:
        return False
    cases.save(before, after)
    for task, word in moved:
        assigning.note(task, word)
    return True


def _looked_at(case: Case, task: Task, assigning: Assigning) -> Task:
    if not assignable(task):
        return task
    matter, bench = assigning.matter(case), _bench(task, assigning)
    if task.assignee is None:
        return pushed(task, matter, bench)
    owner = assigning.colleagues.find(task.assignee, in_vietnam(assigning.clock()).date())
    # Whom only their token places, the register cannot call absent.
    return task if owner is None else covered(task, owner, matter, bench)


def _bench(task: Task, assigning: Assigning) -> Bench:
    there = assigning.colleagues.at(task.agency, in_vietnam(assigning.clock()).date())
    return Bench(
        plan=assigning.plans.newest(task.agency),
        colleagues=there,
        loads=assigning.work.loads([one.actor.subject for one in there]),
    )


def _word(old: Task, task: Task) -> str:
    if task.for_head:
        return TO_HEAD
    return PUSH if old.assignee is None else REASSIGN
