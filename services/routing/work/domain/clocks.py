"""The clocks of legs and steps: they stop, run on and follow the calendar inside the dossier's.

What a leg or step has left when the clock stands is kept in minutes of its agency's office time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kernel.process import LegKind
from kernel.working_time import (
    CalendarYearMissingError,
    Schedule,
    add_working_minutes,
    working_minutes_between,
)
from services.routing.work.domain.cancelling import cancel_rest
from services.routing.work.domain.case import Case, CaseStatus, Leg, LegStatus, Suspension
from services.routing.work.domain.task import Task

Schedules = Mapping[str, Schedule]
"""The office clock of every agency of the case."""

_Clocked = TypeVar("_Clocked", Leg, Task)


def suspend(case: Case, why: Suspension, at: datetime, schedules: Schedules) -> Case:
    """Let every running clock stand; a case that stands already, or is over, stays as it is."""
    if case.status is not CaseStatus.OPEN or case.suspended is not None:
        return case
    for leg in case.legs:
        if leg.status is LegStatus.RUNNING:
            case = case.with_leg(_stopped(leg, leg_minutes(case, leg), at, schedules))
    for task in case.tasks:
        if task.open:
            case = case.with_task(_stopped(task, _step_minutes(case, task), at, schedules))
    return replace(case, suspended=why, due_at=None, apology_since=None)


def run_on(
    case: Case, at: datetime, due_at: datetime | None, schedules: Schedules, *, anew: bool
) -> Case:
    """Let the clocks run from `at`, with what they had left or all of it `anew`.

    A leg or step that began only after `at`, because the word of it came late, runs from there.
    """
    if case.status is not CaseStatus.OPEN:
        return case
    case = replace(case, suspended=None, due_at=due_at, apology_since=None)
    for leg in case.legs:
        if leg.status is LegStatus.RUNNING:
            minutes = None if anew else leg.clock_minutes
            begun = max(at, _begun(leg) or at)
            case = case.with_leg(replace(leg, clock_from=begun, clock_minutes=minutes))
    for task in case.tasks:
        if task.open:
            minutes = None if anew else task.clock_minutes
            told = 0 if anew else task.told
            begun = max(at, _begun(task) or at)
            moved = replace(task, clock_from=begun, clock_minutes=minutes, told=told)
            case = case.with_task(moved)
    return follow(case, schedules)


def follow(case: Case, schedules: Schedules) -> Case:
    """Return the case with every running clock by these office clocks, inside its due date.

    Legs that have finished are measured anew too: a day off that is announced afterwards takes
    a lateness away.
    """
    if case.status is not CaseStatus.OPEN or case.suspended is not None:
        return case
    for leg in case.legs:
        if leg.status is LegStatus.RUNNING:
            due, own = leg_due(case, leg, schedules), own_due(case, leg, schedules)
            asked = case.process.leg(leg.id).kind is LegKind.CONSULTATION
            # Where nothing was left when the clock stopped, it was late before and still is.
            late_at = own if leg_minutes(case, leg) else None
            silent_at = late_at if asked and not leg.lapsed else None
            moved = replace(leg, due_at=due, silent_at=silent_at, late_at=late_at)
            case = case.with_leg(moved)
        elif leg.status is LegStatus.FINISHED and leg.late_at is not None:
            case = case.with_leg(replace(leg, late_at=own_due(case, leg, schedules)))
    for task in case.tasks:
        if task.open:
            within = case.leg(task.leg).due_at or case.due_at
            due = _due(task, _step_minutes(case, task), within, schedules)
            case = case.with_task(replace(task, due_at=due))
    return case


def leg_due(case: Case, leg: Leg, schedules: Schedules) -> datetime | None:
    """Return until when the leg's clock runs, inside its dossier's due date."""
    return _due(leg, leg_minutes(case, leg), case.due_at, schedules)


def own_due(case: Case, leg: Leg, schedules: Schedules) -> datetime | None:
    """Return until when the leg's own term runs, whatever its dossier's due date is.

    By it a leg is late or a consulted agency silent: who comes last must not answer for the time
    that others took.
    """
    return _due(leg, leg_minutes(case, leg), None, schedules)


def stop(case: Case, at: datetime) -> Case:
    """Return the case closed without a result, because intake closed its dossier."""
    if case.status is not CaseStatus.OPEN:
        return case
    return replace(
        cancel_rest(case, at),
        status=CaseStatus.STOPPED,
        decided_at=at,
        suspended=None,
        held_since=None,
    )


def _stopped(part: _Clocked, minutes: int, at: datetime, schedules: Schedules) -> _Clocked:
    begun = _begun(part) or at
    used = working_minutes_between(begun, max(at, begun), schedules[part.agency])
    left = max(0, minutes - used)
    if isinstance(part, Leg):
        # A silence that nobody has noted is found when the clock goes on; so is who was in time
        # by the date there was, also where a calendar that is newer leaves nothing.
        in_time = part.late_at is not None and at <= part.late_at
        left = max(left, 1) if in_time or part.silent_at is not None else left
        return replace(part, clock_minutes=left, due_at=None, silent_at=None, late_at=None)
    return replace(part, clock_minutes=left, due_at=None)


def _due(
    part: Leg | Task, minutes: int, within: datetime | None, schedules: Schedules
) -> datetime | None:
    begun = _begun(part)
    if begun is None:
        return within
    try:
        due = add_working_minutes(begun, minutes, schedules[part.agency])
    except CalendarYearMissingError:
        return within
    return due if within is None else min(due, within)


def _begun(part: Leg | Task) -> datetime | None:
    return part.clock_from or part.started_at


def leg_minutes(case: Case, leg: Leg) -> int:
    """Return how many minutes of office time the leg has from `clock_from` on."""
    defined = case.process.leg(leg.id).working_minutes
    return defined if leg.clock_minutes is None else leg.clock_minutes


def _step_minutes(case: Case, task: Task) -> int:
    defined = case.process.step(task.leg, task.step).working_minutes
    return defined if task.clock_minutes is None else task.clock_minutes
