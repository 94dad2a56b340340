"""How long a task can still wait: legal slack, by the longest way from it to the end of its case.

What an agency sees of its own term says nothing of those behind it. So a worklist stands in the
order of the latest instant at which each step can begin for the dossier to be in time, everybody
behind it keeping to their own terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kernel.working_time import CalendarYearMissingError, subtract_working_minutes
from services.routing.process.domain.process import StepDefinition
from services.routing.work.domain.case import DONE, Case, CaseStatus, LegStatus
from services.routing.work.domain.clocks import Schedules
from services.routing.work.domain.task import Task


def with_slack(case: Case, schedules: Schedules) -> Case:
    """Return the case with the latest instant of each open task current.

    While the clock of the dossier stands there is none; nor where the calendar does not reach.
    """
    for task in case.tasks:
        latest = _latest(case, task, schedules) if task.open else None
        if latest != task.latest_at:
            case = case.with_task(replace(task, latest_at=latest))
    return case


def _latest(case: Case, task: Task, schedules: Schedules) -> datetime | None:
    """Return when the step begins at the latest, taken whole; None: nothing can be said."""
    if case.due_at is None or case.status is not CaseStatus.OPEN:
        return None
    definition = case.process.leg(task.leg)
    place = definition.position(task.step)
    minutes = definition.steps[place].working_minutes + _minutes(
        case, definition.steps[place + 1 :]
    )
    try:
        end = _end_by(case, task.leg, case.due_at, schedules)
        return subtract_working_minutes(end, minutes, schedules[task.agency])
    except CalendarYearMissingError:
        return None


def _minutes(case: Case, steps: Sequence[StepDefinition]) -> int:
    """Return what these steps take; of a choice that is still open, as if it fell on them."""
    return sum(step.working_minutes for step in steps if case.facts.possible(step.when))


def _end_by(case: Case, leg: str, due_at: datetime, schedules: Schedules) -> datetime:
    """Return until when a leg has to end for those behind it to keep the due date."""
    behind = [other for other in case.process.legs if leg in other.after]
    ends = [due_at]
    for definition in behind:
        waiting = case.leg(definition.id)
        if waiting.status in DONE | {LegStatus.CANCELLED}:
            continue
        possible = case.facts.possible(definition.when)
        needed = _minutes(case, definition.steps)
        whole = max(needed, definition.working_minutes) if possible and needed else 0
        by = _end_by(case, definition.id, due_at, schedules)
        ends.append(subtract_working_minutes(by, whole, schedules[waiting.agency]))
    return min(ends)
