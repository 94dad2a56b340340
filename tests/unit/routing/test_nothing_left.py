"""A leg with nothing left of its term when its clock stops: late before, or not late yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kernel.working_time import Schedule
from services.routing.lateness.domain.violation import Cause
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Suspension
from tests.unit.routing.samples import COMMUNE, INSURANCE, SCHEDULE
from tests.unit.routing.watched import DUE, LATER, STORMY, Watched

MINUTE = timedelta(minutes=1)
AMID = DUE + timedelta(hours=2)
"""Behind the end of the term by a calendar on which Tuesday is worked, before it else."""
ON = LATER + timedelta(days=1)


def by(schedule: Schedule) -> dict[str, Schedule]:
    return dict.fromkeys((COMMUNE, INSURANCE), schedule)


def stopped(watched: Watched, at: datetime) -> Watched:
    case = clocks.suspend(watched.walk.case, Suspension.OBLIGATION, at, by(SCHEDULE))
    return watched.to(case)


def runs_on(watched: Watched, at: datetime) -> Watched:
    case = clocks.run_on(watched.walk.case, at, None, by(SCHEDULE), anew=False)
    return watched.to(case)


def with_tuesday_off() -> Watched:
    """Return a leg that is due on Wednesday; the calendar of the tests gives it Tuesday only."""
    watched = Watched()
    return watched.to(clocks.follow(watched.walk.case, by(STORMY)))


@pytest.mark.parametrize("timer_first", [True, False], ids=["timer first", "stop first"])
def test_who_is_late_when_the_clock_stops_is_charged_once(*, timer_first: bool) -> None:
    """Whoever comes first, timer or stop, makes the line; what runs on makes no second one."""
    watched = Watched()
    if timer_first:
        watched.at(AMID)
    watched.walk.at = AMID
    stopped(watched, AMID)
    runs_on(watched, ON).at(ON + timedelta(days=1)).ends()

    assert watched.register.standing == [("one", DUE, Cause.WORK)]


@pytest.mark.parametrize(
    ("watched", "at"),
    [(with_tuesday_off(), AMID), (Watched(), DUE)],
    ids=["by a new calendar", "to the minute"],
)
def test_who_was_not_late_yet_has_a_clock_again_when_it_runs_on(
    watched: Watched, at: datetime
) -> None:
    """A minute: in it nobody is late, behind it everybody who has not ended."""
    watched.walk.at = at
    stopped(watched, at)
    kept = watched.register.standing, watched.walk.case.leg("one").clock_minutes
    leg = runs_on(watched, ON).walk.case.leg("one")
    watched.at(ON + MINUTE)
    in_time = watched.register.standing
    watched.at(ON + 2 * MINUTE)

    assert kept == ([], 1)
    assert (leg.due_at, leg.late_at) == (ON + MINUTE, ON + MINUTE)
    assert in_time == []
    assert watched.register.standing == [("one", ON + MINUTE, Cause.WORK)]


def test_a_stop_that_was_told_late_takes_the_line_of_the_timer_away() -> None:
    """The timer came between the stop and the word of it; by its date the leg was in time."""
    watched = with_tuesday_off().at(LATER + MINUTE)
    late = watched.register.standing
    stopped(watched, AMID)

    assert late == [("one", LATER, Cause.WORK)]
    assert watched.register.standing == []


def test_a_calendar_that_leaves_nothing_makes_a_running_leg_late_by_its_date() -> None:
    """Without a stop: its date is that of the new calendar, though it lies behind already."""
    watched = with_tuesday_off().at(AMID)
    watched.to(clocks.follow(watched.walk.case, by(SCHEDULE)))
    leg = watched.walk.case.leg("one")
    watched.at(AMID)

    assert (leg.due_at, leg.late_at) == (DUE, DUE)
    assert watched.register.standing == [("one", DUE, Cause.WORK)]
