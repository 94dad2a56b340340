"""The ladder of escalation: who is told when so much of a step's time is used up.

Shipped: at 75 % whoever has the step is reminded, at 100 % the head of the agency is told, at
120 % those above. An administrator may lay down another ladder for an agency or for one of its
procedures; by any ladder somebody above is told when the time is over, at the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from kernel.rights import Confidentiality
from kernel.working_time import (
    CalendarYearMissingError,
    Schedule,
    add_working_minutes,
    working_minutes_between,
)
from services.routing.lateness.domain.errors import LadderFaultyError
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.task import Task

_WHOLE = 100
"""All of the step's time, in percent."""


@unique
class Level(StrEnum):
    """How far up a rung reaches."""

    OWNER = "owner"  # who holds the step; nobody: the queue in which it stands
    HEAD = "head"  # the head of its agency
    ABOVE = "above"  # the head of the agency above, and of the one-stop shop that received


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """At `percent` of the step's time somebody is told."""

    percent: int
    level: Level


SHIPPED = (
    Rung(percent=75, level=Level.OWNER),
    Rung(percent=_WHOLE, level=Level.HEAD),
    Rung(percent=120, level=Level.ABOVE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRule:
    """The rungs for steps of a procedure, lowest first; None: of every procedure."""

    procedure: str | None = None
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What was laid down for an agency; version 0 is nothing yet, and the shipped one holds."""

    agency: str
    version: int = 0
    rules: tuple[LadderRule, ...] = ()

    def rungs_of(self, procedure: str) -> tuple[Rung, ...]:
        """Return the rungs for a procedure: who names it weighs most."""
        by_name = {rule.procedure: rule.rungs for rule in self.rules}
        return by_name.get(procedure) or by_name.get(None) or SHIPPED


@unique
class Audience(StrEnum):
    """Who reads an alert."""

    OFFICER = "officer"  # the one who held the step
    UNIT = "unit"  # whoever of the agency may take it
    HEAD = "head"  # who heads the agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom an alert is for: an `officer` (account), else the unit or the head of `agency`."""

    audience: Audience
    agency: str
    officer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A rung that a task reached."""

    task: Task
    rung: Rung


Ladders = Mapping[str, Ladder]
"""The ladder of every agency with an open task of the case."""

Clocks = Mapping[str, Schedule]
"""The office clock of each of them."""


def next_ladder(ladder: Ladder, rules: tuple[LadderRule, ...]) -> Ladder:
    """Return the ladder with these rules in place of its own.

    Raises `LadderFaultyError` where a procedure stands twice, where rungs do not rise, or where
    nobody above the owner would be told by the time the step's time is over.
    """
    if len({rule.procedure for rule in rules}) < len(rules):
        raise LadderFaultyError(pointer="/rules")
    for place, rule in enumerate(rules):
        percents = [rung.percent for rung in rule.rungs]
        rises = percents == sorted(set(percents))
        in_time = (rung for rung in rule.rungs if rung.percent <= _WHOLE)
        if not rises or all(rung.level is Level.OWNER for rung in in_time):
            raise LadderFaultyError(pointer=f"/rules/{place}/rungs")
    return Ladder(agency=ladder.agency, version=ladder.version + 1, rules=rules)


def rung_at(case: Case, task: Task, percent: int, schedule: Schedule) -> datetime | None:
    """Return when `percent` of the task's time is used up.

    Its time is the step's own; where the leg or the dossier is due before that, what that leaves,
    so that 100 % is when the worklist calls it late. Nothing was left when it began: its own.
    Minutes used before the clock stood count. None where the clock stands, for a step without a
    time, and where the calendar does not reach.
    """
    own = case.process.step(task.leg, task.step).working_minutes
    if not own or task.due_at is None or not task.open:
        return None
    begun = task.clock_from or task.started_at
    used = 0 if task.clock_minutes is None else own - task.clock_minutes
    try:
        left = working_minutes_between(begun, task.due_at, schedule)
        whole = used + left if task.due_at > begun and left else own
        minutes = -(-whole * percent // _WHOLE) - used
        return add_working_minutes(begun, max(0, minutes), schedule)
    except CalendarYearMissingError:
        return None


def next_rung_at(case: Case, ladders: Ladders, clocks: Clocks) -> datetime | None:
    """Return when the next rung of any open task is reached; None: nobody is told any more."""
    instants = (
        rung_at(case, task, rung.percent, clocks[task.agency])
        for task, rung in _rungs_ahead(case, ladders)
    )
    return min((at for at in instants if at is not None), default=None)


def climb(
    case: Case, at: datetime, ladders: Ladders, clocks: Clocks
) -> tuple[Case, tuple[Reached, ...]]:
    """Return the case with every rung that is reached at `at` remembered, and those rungs."""
    reached = []
    for task, rung in _rungs_ahead(case, ladders):
        instant = rung_at(case, task, rung.percent, clocks[task.agency])
        if instant is not None and instant <= at:
            case = case.with_task(replace(case.task(task.id), told=rung.percent))
            reached.append(Reached(task=task, rung=rung))
    return case, tuple(reached)


def addressees(
    case: Case, reached: Reached, superior: Callable[[str], str | None]
) -> tuple[Addressee, ...]:
    """Return who is told; `superior` is the agency above one.

    Of a confidential dossier nobody outside of its own agencies is told.
    """
    task = reached.task
    if reached.rung.level is Level.HEAD:
        return (Addressee(audience=Audience.HEAD, agency=task.agency),)
    if reached.rung.level is Level.OWNER:
        return (_holder(task),)
    above = superior(task.agency)
    if above is None or case.kept is Confidentiality.CONFIDENTIAL:
        above = case.competent_agency
    agencies = {above, case.receiving_agency} - {task.agency} or {task.agency}
    return tuple(Addressee(audience=Audience.HEAD, agency=agency) for agency in sorted(agencies))


def _holder(task: Task) -> Addressee:
    if task.assignee is not None:
        return Addressee(audience=Audience.OFFICER, agency=task.agency, officer=task.assignee)
    audience = Audience.HEAD if task.for_head else Audience.UNIT
    return Addressee(audience=audience, agency=task.agency)


def _rungs_ahead(case: Case, ladders: Ladders) -> list[tuple[Task, Rung]]:
    """Return the rungs that the open tasks of a running case have not been told of."""
    if case.status is not CaseStatus.OPEN or case.suspended is not None:
        return []
    return [
        (task, rung)
        for task in case.tasks
        if task.open
        for rung in ladders[task.agency].rungs_of(case.procedure)
        if rung.percent > task.told
    ]
