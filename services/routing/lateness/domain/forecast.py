"""When a case will end by the own terms of what is left of it: agency by agency, leg by leg."""

from __future__ import annotations

from datetime import datetime

from kernel.working_time import Schedule, add_working_minutes, working_minutes_between
from services.routing.process.domain.process import LegDefinition
from services.routing.work.domain.case import DONE, Case, Leg, LegStatus
from services.routing.work.domain.clocks import Schedules


def forecast(case: Case, at: datetime, schedules: Schedules) -> datetime:
    """Return when the open case ends, everybody keeping to their own term from `at` on.

    Legs behind one another are added up, legs side by side are not. Who is over their own term
    already is taken to need the own terms of the steps that are left. Raises
    `CalendarYearMissingError`.
    """
    ends: dict[str, datetime] = {}
    for leg in _in_order(case):
        definition = case.process.leg(leg.id)
        ready = max((ends[name] for name in definition.after if name in ends), default=at)
        if leg.status is LegStatus.RUNNING:
            minutes = _left(case, leg, at, schedules[leg.agency])
        else:
            minutes = _whole(case, definition)
        ends[leg.id] = add_working_minutes(ready, minutes, schedules[leg.agency])
    return max(ends.values(), default=at)


def _in_order(case: Case) -> list[Leg]:
    """Return the legs that are still to be done, each behind those it waits for."""
    waiting = [leg for leg in case.legs if leg.status not in DONE | {LegStatus.CANCELLED}]
    ordered: list[Leg] = []
    while waiting:
        names = {leg.id for leg in waiting}
        free = [leg for leg in waiting if names.isdisjoint(case.process.leg(leg.id).after)]
        ordered += free
        waiting = [leg for leg in waiting if leg not in free]
    return ordered


def _left(case: Case, leg: Leg, at: datetime, schedule: Schedule) -> int:
    """Return what a leg at work still needs: the rest of its open step and the steps behind it."""
    definition = case.process.leg(leg.id)
    task = next((one for one in case.tasks if one.leg == leg.id and one.open), None)
    if task is None:
        return 0
    place = definition.position(task.step)
    needed = definition.steps[place].working_minutes
    spent = max(0, working_minutes_between(task.started_at, at, schedule))
    rest = needed if spent >= needed else needed - spent
    rest += sum(
        step.working_minutes
        for step in definition.chosen_steps(case.facts)
        if definition.position(step.id) > place
    )
    allowed = definition.working_minutes if leg.clock_minutes is None else leg.clock_minutes
    since = leg.clock_from or leg.started_at or at
    return max(rest, allowed - max(0, working_minutes_between(since, at, schedule)))


def _whole(case: Case, definition: LegDefinition) -> int:
    """Return what a leg that has not begun needs; one that is not chosen needs nothing."""
    steps = definition.chosen_steps(case.facts)
    if not steps:
        return 0
    return max(sum(step.working_minutes for step in steps), definition.working_minutes)
