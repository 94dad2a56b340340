"""Which open steps put their dossier's date at risk, days ahead, and by which figures.

Two forecasts of when a step ends, and the later of them counts: how long this step takes at this
agency (the middle of what ended there lately), and how long the queue in front of it takes at the
pace at which the agency ends such steps. What comes behind the step is added by its own terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from kernel.process import StepRole
from kernel.rights import Confidentiality
from kernel.working_time import (
    CalendarYearMissingError,
    Schedule,
    add_working_minutes,
    working_minutes_between,
)
from services.routing.process.domain.facts import NOTHING, Facts
from services.routing.process.domain.process import LegDefinition, Process
from services.routing.work.domain.task import Task

WINDOW_DAYS = 60
"""How many days of history count: what ended before is another time's work."""

LEAST_ENDED = 5
"""With fewer steps in the history nothing is read from it, and their own terms count."""

_MIDDLE, _SLOW = 50, 80


@unique
class RiskLevel(StrEnum):
    """How near it is."""

    LIKELY = "likely"  # going as it usually does, it ends behind the date
    POSSIBLE = "possible"  # it does if it goes like the slowest fifth of such steps


@unique
class RiskCause(StrEnum):
    """What takes the time."""

    STEP = "step"  # the step itself takes longer here than there is
    QUEUE = "queue"  # without those in front of it, it would fit
    REST = "rest"  # the terms of what comes behind it alone do not fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A step that ended: which one, whose role it was, and the office minutes it took."""

    procedure: str
    step: str
    role: StepRole
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a step takes at an agency in office minutes: usually, and when it is slow."""

    usual: int
    slow: int
    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What an agency ended in the window, whose office time was `minutes`."""

    paces: Mapping[tuple[str, str], Pace]
    ended: Mapping[StepRole, int]
    minutes: int

    def pace(self, procedure: str, step: str, own: int) -> Pace:
        """Return how long a step takes; its own term where too few of them ended."""
        return self.paces.get((procedure, step)) or Pace(usual=own, slow=own, ended=0)

    def wait(self, role: StepRole, ahead: int) -> int:
        """Return in how many office minutes so many steps of a role end; 0: nobody knows."""
        ended = self.ended.get(role, 0)
        return 0 if ended < LEAST_ENDED else -(-ahead * self.minutes // ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """An open task with what its case adds; `done` are the legs nobody waits for any more."""

    task: Task
    dossier: str
    procedure: str
    process: Process
    due_at: datetime
    done: frozenset[str]
    facts: Facts = NOTHING
    kept: Confidentiality = Confidentiality.ORDINARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Why a step is on the list, in office minutes; `left` are those until the due date.

    `usual` and `slow` come from `samples` steps that ended here (0: the step's own term), `spent`
    it has had already; `ahead` steps are due before it, which takes `wait`; `rest` is what comes
    behind it by own terms.
    """

    usual: int
    slow: int
    samples: int
    spent: int
    ahead: int
    wait: int
    rest: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """An open step that puts the date of its dossier at risk; it would end at `expected_at`."""

    step: OpenStep
    level: RiskLevel
    cause: RiskCause
    expected_at: datetime
    figures: Figures


def history_of(ended: Iterable[Ended], minutes: int) -> History:
    """Return what the ended steps of an agency say; the window had `minutes` of office time."""
    took: dict[tuple[str, str], list[int]] = {}
    by_role: dict[StepRole, int] = {}
    for one in ended:
        took.setdefault((one.procedure, one.step), []).append(one.minutes)
        by_role[one.role] = by_role.get(one.role, 0) + 1
    paces = {
        step: Pace(
            usual=_percentile(found, _MIDDLE), slow=_percentile(found, _SLOW), ended=len(found)
        )
        for step, found in took.items()
        if len(found) >= LEAST_ENDED
    }
    return History(paces=paces, ended=by_role, minutes=minutes)


def risks(
    steps: Sequence[OpenStep], history: History, at: datetime, schedule: Schedule
) -> list[Risk]:
    """Return the steps of an agency that put a date at risk, those of today's dates first.

    What is late already is not ahead any more, and stands in the register. Of a step beyond the
    calendar nothing is said.
    """
    found = []
    ahead: dict[StepRole, int] = {}
    for step in sorted(steps, key=lambda one: (one.due_at, one.task.id)):
        role = step.task.role
        before = ahead.get(role, 0)
        ahead[role] = before + 1
        if step.due_at <= at:
            continue
        try:
            risk = _risk(step, before, history, at, schedule)
        except CalendarYearMissingError:
            continue
        if risk is not None:
            found.append(risk)
    return found


def spent_minutes(task: Task, own: int, until: datetime, schedule: Schedule) -> int:
    """Return the office minutes a task has had; those for which its clock stood do not count."""
    before = 0 if task.clock_minutes is None else max(0, own - task.clock_minutes)
    begun = task.clock_from or task.started_at
    return before + max(0, working_minutes_between(begun, until, schedule))


def _risk(
    step: OpenStep, ahead: int, history: History, at: datetime, schedule: Schedule
) -> Risk | None:
    task = step.task
    own = step.process.step(task.leg, task.step).working_minutes
    pace = history.pace(step.procedure, task.step, own)
    spent = spent_minutes(task, own, at, schedule)
    wait = history.wait(task.role, ahead)
    figures = Figures(
        usual=pace.usual,
        slow=pace.slow,
        samples=pace.ended,
        spent=spent,
        ahead=ahead,
        wait=wait,
        rest=_rest(step),
        left=max(0, working_minutes_between(at, step.due_at, schedule)),
    )
    usual, slow = _needs(pace.usual, spent), _needs(pace.slow, spent)
    likely = max(usual, wait) + figures.rest
    if likely <= figures.left and max(slow, wait) + figures.rest <= figures.left:
        return None
    return Risk(
        step=step,
        level=RiskLevel.LIKELY if likely > figures.left else RiskLevel.POSSIBLE,
        cause=_cause(figures, usual if likely > figures.left else slow),
        expected_at=add_working_minutes(at, likely, schedule),
        figures=figures,
    )


def _cause(figures: Figures, needs: int) -> RiskCause:
    if figures.rest > figures.left:
        return RiskCause.REST
    return RiskCause.STEP if needs + figures.rest > figures.left else RiskCause.QUEUE


def _needs(takes: int, spent: int) -> int:
    """Return what a step still needs; who is over the time is taken to need it again."""
    return takes if spent >= takes else takes - spent


def _rest(step: OpenStep) -> int:
    """Return the minutes of what comes behind a step: in its leg, and on the longest way on."""
    definition = step.process.leg(step.task.leg)
    place = definition.position(step.task.step)
    here = sum(
        one.working_minutes
        for one in definition.chosen_steps(step.facts)
        if definition.position(one.id) > place
    )
    return here + _longest_behind(step, definition)


def _longest_behind(step: OpenStep, definition: LegDefinition) -> int:
    ways = (
        sum(one.working_minutes for one in leg.chosen_steps(step.facts))
        + _longest_behind(step, leg)
        for leg in step.process.legs
        if definition.id in leg.after and leg.id not in step.done
    )
    return max(ways, default=0)


def _percentile(found: Sequence[int], percent: int) -> int:
    """Return the smallest of the numbers that so many percent of them do not pass."""
    ordered = sorted(found)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
