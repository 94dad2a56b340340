"""The clocks of legs and steps while money is owed: they stop, keep what was left and run on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import routing as events
from kernel.clock import VIETNAM
from kernel.working_time import add_working_minutes, working_minutes_between
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Case, Suspension
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, SCHEDULE, opened
from tests.unit.routing.test_choices import paying

SCHEDULES = {COMMUNE: SCHEDULE, INSURANCE: SCHEDULE}
LEG_MINUTES = 8 * 60
STEP_MINUTES = 5 * 60
OWED = Suspension.OBLIGATION


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=VIETNAM)


def stopped(case: Case, when: datetime) -> Case:
    return clocks.suspend(case, OWED, when, SCHEDULES)


def running(case: Case, when: datetime, due_at: datetime | None = None) -> Case:
    return clocks.run_on(case, when, due_at, SCHEDULES, anew=False)


def test_a_stop_leaves_nothing_due_and_keeps_the_minutes() -> None:
    """From 08:00 to 10:00 two hours are used of five and of eight."""
    case = stopped(opened()[0], at("2026-11-02T10:00"))

    (task,) = case.tasks
    assert (case.suspended, case.due_at) == (OWED, None)
    assert (task.due_at, task.clock_minutes) == (None, 180)
    assert (case.leg("registration").due_at, case.leg("registration").clock_minutes) == (None, 360)
    assert case.leg("insurance") == opened()[0].leg("insurance")


def test_what_was_left_runs_on_from_the_payment() -> None:
    """Three hours from Thursday 16:30 end on Friday 09:30, the leg's six after lunch."""
    case = running(stopped(opened()[0], at("2026-11-02T10:00")), at("2026-11-05T16:30"))

    assert case.suspended is None
    assert case.tasks[0].due_at == at("2026-11-06T09:30")
    assert case.leg("registration").due_at == at("2026-11-06T14:30")


def test_no_clock_passes_the_dossiers_own() -> None:
    """The new due date of the dossier bounds leg and step."""
    near = at("2026-11-06T08:00")
    case = running(stopped(opened()[0], at("2026-11-02T10:00")), at("2026-11-05T16:30"), near)

    assert case.tasks[0].due_at == case.leg("registration").due_at == case.due_at == near


def test_a_case_that_stands_is_not_stopped_again() -> None:
    """A second word on the same stop takes nothing from what is left."""
    case = stopped(opened()[0], at("2026-11-02T10:00"))

    assert stopped(case, at("2026-11-03T10:00")) == case


def test_work_that_was_late_has_nothing_left() -> None:
    """It is due at once when the clock runs on, never with more time than it had."""
    case = stopped(opened()[0], at("2026-11-05T10:00"))

    assert case.tasks[0].clock_minutes == case.leg("registration").clock_minutes == 0


def test_papers_give_the_whole_time_again() -> None:
    """Unlike a payment, a supplement starts the clocks from zero."""
    case = stopped(opened()[0], at("2026-11-02T10:00"))
    again = clocks.run_on(case, at("2026-11-05T07:30"), None, SCHEDULES, anew=True)

    assert again.tasks[0].due_at == add_working_minutes(
        at("2026-11-05T07:30"), STEP_MINUTES, SCHEDULE
    )


@pytest.mark.parametrize("which", ["leg", "step"])
@given(
    spells=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 6000)), min_size=1, max_size=6)
)
def test_minutes_are_neither_lost_nor_won(which: str, spells: list[tuple[int, int]]) -> None:
    """However often it stops: what was used and what is left make the whole."""
    case, now, used = opened()[0], MONDAY, 0
    whole = LEG_MINUTES if which == "leg" else STEP_MINUTES
    for run, stand in spells:
        stop = now + timedelta(minutes=run)
        used += working_minutes_between(now, stop, SCHEDULE)
        case = stopped(case, stop)
        now = stop + timedelta(minutes=stand)
        case = running(case, now)
    part = case.leg("registration") if which == "leg" else case.tasks[0]
    left = max(0, whole - used)

    assert part.clock_minutes == left
    assert part.due_at == add_working_minutes(now, left, SCHEDULE)


def test_who_only_waits_for_the_money_is_never_late() -> None:
    """It has no term of its own, however long the applicant takes."""
    walk = paying()
    walk.at += timedelta(days=9)
    walk.pay()

    finished = [e for e in walk.said if isinstance(e, events.LegFinished)]
    assert [(e.leg, e.late, e.own_due_at) for e in finished][1:] == [("pay", False, None)]
