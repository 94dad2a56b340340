"""Which open steps put a date at risk, by what ended here lately and by the queue in front."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kernel.errors import ForbiddenError
from kernel.process import StepRole
from kernel.rights import Role
from services.routing.lateness.domain.outlook import overseen
from services.routing.lateness.domain.risk import (
    Ended,
    History,
    OpenStep,
    RiskCause,
    RiskLevel,
    history_of,
    risks,
    spent_minutes,
)
from services.routing.process.domain.process import Process
from services.routing.work.domain.task import Task
from tests.unit.routing.samples import (
    COMMUNE,
    MONDAY,
    SCHEDULE,
    leg,
    officer,
    opened,
    process_of,
    step,
)

WEEK = 40 * 60
"""The office minutes of a week."""
NOTHING = history_of((), WEEK)
TASK: Task = opened()[0].tasks[0]  # verify, five working hours; behind it three, and 56 hours
PROCESS = process_of()
ALONE = process_of({"legs": [leg("registration", [step("verify", hours=5)])]})
NEVER = datetime(2030, 1, 1, tzinfo=MONDAY.tzinfo)


def waits(due_at: datetime, number: int = 1, process: Process = ALONE) -> OpenStep:
    return OpenStep(
        task=replace(TASK, id=UUID(int=number)),
        dossier="x",
        procedure="2.001023",
        process=process,
        due_at=due_at,
        done=frozenset(),
    )


def days(count: int) -> datetime:
    """Return the closing of the day so many days behind Monday."""
    return MONDAY.replace(hour=17, minute=30) + timedelta(days=count)


def past(minutes: list[int], role: StepRole = StepRole.OFFICER) -> History:
    ended = [
        Ended(procedure="2.001023", step="verify", role=role, minutes=took) for took in minutes
    ]
    return history_of(ended, WEEK)


def test_how_long_a_step_takes_here_is_read_from_what_ended() -> None:
    """The middle and the slowest fifth; of fewer than five nothing, and its own term counts."""
    pace = past([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]).pace("2.001023", "verify", 9)
    few = past([100, 200, 300, 400]).pace("2.001023", "verify", 300)

    assert (pace.usual, pace.slow, pace.ended) == (500, 800, 10)
    assert (few.usual, few.slow, few.ended) == (300, 300, 0)


def test_a_step_that_takes_longer_here_than_there_is_left_is_likely_to_be_late() -> None:
    """Due on Tuesday evening, 930 minutes away; here it takes a thousand."""
    (risk,) = risks([waits(days(1))], past([1000] * 5), MONDAY, SCHEDULE)

    assert (risk.level, risk.cause) == (RiskLevel.LIKELY, RiskCause.STEP)
    assert (risk.figures.usual, risk.figures.samples, risk.figures.left) == (1000, 5, 930)
    assert risk.expected_at == datetime(2026, 11, 4, 8, 40, tzinfo=MONDAY.tzinfo)


def test_what_only_the_slow_ones_would_miss_is_possible() -> None:
    """The middle fits, the slowest fifth does not; a day later that fits, too."""
    history = past([300, 300, 300, 1000, 1000])

    (risk,) = risks([waits(days(1))], history, MONDAY, SCHEDULE)
    assert (risk.level, risk.cause) == (RiskLevel.POSSIBLE, RiskCause.STEP)
    assert risks([waits(days(2))], history, MONDAY, SCHEDULE) == []


def test_who_is_over_the_usual_time_is_taken_to_need_it_again() -> None:
    """What it has had is taken off first: 300 of 500 on Monday; over it, all of 500."""
    history = past([500] * 5)
    at = MONDAY.replace(hour=15)  # 300 minutes later

    (tight,) = risks([waits(MONDAY.replace(hour=17, minute=30))], history, at, SCHEDULE)
    late = MONDAY + timedelta(days=2)
    (over,) = risks([waits(late.replace(hour=10))], history, late, SCHEDULE)
    assert (tight.figures.spent, tight.figures.left) == (300, 150)
    assert risks([waits(days(1))], history, at, SCHEDULE) == []
    assert over.expected_at > late + timedelta(hours=8)


def test_the_queue_in_front_counts_at_the_pace_of_the_agency() -> None:
    """Forty a week are one an hour: the seventeenth, due on Tuesday evening, has 960 minutes."""
    steps = [waits(days(1), number) for number in range(1, 18)]
    found = risks(steps, past([60] * 40), MONDAY, SCHEDULE)

    assert [risk.step.task.id.int for risk in found] == [17]
    assert (found[0].level, found[0].cause) == (RiskLevel.LIKELY, RiskCause.QUEUE)
    assert (found[0].figures.ahead, found[0].figures.wait) == (16, 960)
    assert past([60] * 4).wait(StepRole.OFFICER, 100) == 0
    assert past([60] * 40).wait(StepRole.APPROVER, 100) == 0


def test_what_comes_behind_the_step_is_added_by_its_own_terms() -> None:
    """Three hours in its leg and seven in the next do not fit into today; done legs are over."""
    today = MONDAY.replace(hour=17, minute=30)
    step_of = waits(today, process=PROCESS)

    (risk,) = risks([step_of], NOTHING, MONDAY, SCHEDULE)
    assert (risk.cause, risk.figures.rest, risk.figures.left) == (RiskCause.REST, 600, 450)
    (without,) = risks(
        [replace(step_of, done=frozenset({"insurance"}))], NOTHING, MONDAY, SCHEDULE
    )
    assert (without.cause, without.figures.rest) == (RiskCause.STEP, 180)


def test_todays_dates_stand_in_front_and_what_is_late_is_not_ahead() -> None:
    """By due date; yesterday's are the register's, and of a year without a calendar nothing."""
    steps = [waits(days(1), 1), waits(days(0), 2), waits(days(-3), 3), waits(NEVER, 4)]
    found = risks(steps, past([1000] * 5), MONDAY, SCHEDULE)

    assert [risk.step.task.id.int for risk in found] == [2, 1]


def test_time_for_which_the_clock_stood_does_not_count() -> None:
    """Two of five hours used, then two days of waiting, then one hour."""
    at = MONDAY + timedelta(days=2)
    paused = replace(TASK, clock_from=at, clock_minutes=180)

    assert spent_minutes(paused, 300, at + timedelta(hours=1), SCHEDULE) == 180
    assert spent_minutes(TASK, 300, MONDAY - timedelta(hours=5), SCHEDULE) == 0


def test_heads_and_supervisors_look_down_and_nobody_else() -> None:
    """A confidential dossier is named to the head of its agency alone."""
    head = overseen(officer(Role.HEAD))
    province = overseen(officer(Role.SUPERVISOR, agency="H56"))

    assert head.above == head.at == {COMMUNE}
    assert province.above == {"H56"}
    assert not province.at
    assert overseen(officer(Role.SUPERVISOR, agency=None)).everywhere
    for role in (Role.OFFICER, Role.APPROVER, Role.ADMIN, Role.CITIZEN):
        with pytest.raises(ForbiddenError):
            overseen(officer(role))
