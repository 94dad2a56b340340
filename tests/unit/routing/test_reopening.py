"""A decided case goes on, because an error in its result is to be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.events.routing import ObligationFound
from kernel.calendar import Calendar
from kernel.calendar_day import CalendarDay, DayKind
from kernel.process import StepAction
from kernel.working_time import STANDARD_HOURS, Schedule
from services.routing.work.domain.case import CaseStatus, LegStatus
from services.routing.work.domain.ending import Verdict, end_step
from services.routing.work.domain.reopening import reopen_case
from tests.unit.routing.samples import COMMUNE, MONDAY, Walk, leg, occasion, process_of, step

SIGN = step("sign", "approver", ("approve", "refuse"), 3)
BACK = step("weigh", actions=("complete", "return"))
LATER = MONDAY + timedelta(days=1)


def walked() -> Walk:
    walk = Walk()
    for action in (StepAction.COMPLETE, StepAction.APPROVE) * 2:
        walk.end(action)
    assert walk.case.status is CaseStatus.APPROVED
    return walk


def test_the_last_step_is_a_new_task() -> None:
    """The leg that ended last runs again, with its last step and no decision."""
    walk = walked()
    before = walk.case
    assert before.decided_at is not None

    case, said = reopen_case(
        before,
        finished_at=before.decided_at,
        due_at=None,
        occasion=occasion(walk.case.process, walk.new_id, LATER),
    )

    assert (case.status, case.decided_at, case.decision) == (CaseStatus.OPEN, None, None)
    assert [leg.status for leg in case.legs] == [LegStatus.FINISHED, LegStatus.RUNNING]
    (task,) = [task for task in case.tasks if task.open]
    assert (task.leg, task.step, task.started_at) == ("insurance", "sign", LATER)
    assert [event.TYPE.split(".")[1] for event in said] == ["leg-started", "step-started"]


def test_a_word_that_comes_twice_changes_nothing() -> None:
    """Nor one about a decision that is not the newest."""
    walk = walked()
    before = walk.case
    assert before.decided_at is not None
    around = occasion(walk.case.process, walk.new_id, LATER)

    once, _ = reopen_case(before, finished_at=before.decided_at, due_at=None, occasion=around)
    twice, said = reopen_case(once, finished_at=before.decided_at, due_at=None, occasion=around)
    older, unsaid = reopen_case(
        before, finished_at=MONDAY - timedelta(days=9), due_at=None, occasion=around
    )

    assert (twice, said) == (once, ())
    assert (older, unsaid) == (before, ())


def test_legs_a_refusal_cancelled_wait_again() -> None:
    """They start when the leg that refused approves after all."""
    two = process_of({"legs": [leg("a", [SIGN]), leg("b", [SIGN], after=["a"])]})
    walk = Walk(two)
    walk.end(StepAction.REFUSE, reason="Không đủ điều kiện")
    assert walk.case.decided_at is not None
    assert walk.case.leg("b").status is LegStatus.CANCELLED

    walk.case, _ = reopen_case(
        walk.case,
        finished_at=walk.case.decided_at,
        due_at=None,
        occasion=occasion(two, walk.new_id, LATER),
    )
    assert walk.case.leg("b").status is LegStatus.WAITING
    walk.end(StepAction.APPROVE)

    assert walk.case.leg("b").status is LegStatus.RUNNING
    walk.end(StepAction.APPROVE)
    assert walk.case.status is CaseStatus.APPROVED


def test_a_leg_that_goes_on_has_the_dates_of_the_newest_calendar() -> None:
    """One published after the leg had finished passed it over; its term still runs from before."""
    walk = Walk(
        process_of(
            {"legs": [leg("one", [step("s")], hours=16), leg("two", [BACK], after=["one"])]}
        )
    )
    walk.end(StepAction.COMPLETE)
    walk.hold("two")
    tuesday = date(2026, 11, 3)
    storm = Calendar(
        id="vn",
        version=2,
        days={tuesday: CalendarDay(day=tuesday, kind=DayKind.OFF, note="Bão")},
        first_year=2026,
        last_year=2027,
    )
    now = replace(walk.now(), schedules={COMMUNE: Schedule(storm, STANDARD_HOURS)})
    (task,) = [task for task in walk.case.tasks if task.open]
    returned = Verdict(action=StepAction.RETURN, officer="officer-1", reason="Thiếu.")
    before = walk.case.leg("one").due_at
    case, _ = end_step(walk.case, task.id, returned, now)

    assert before == MONDAY + timedelta(days=2)
    assert case.leg("one").due_at == MONDAY + timedelta(days=3)


PAYMENT = step("receipt", hours=0) | {"kind": "payment"}


def test_a_case_in_which_was_only_paid_is_decided_again_as_it_was() -> None:
    """Nobody is there to correct it, and nobody pays twice: the word must not be stuck."""
    walk = Walk(process_of({"legs": [leg("pay", [PAYMENT], hours=0)]}))
    walk.pay()
    before = walk.case
    assert before.decided_at is not None

    case, said = reopen_case(
        before,
        finished_at=before.decided_at,
        due_at=None,
        occasion=occasion(before.process, walk.new_id, LATER),
    )

    assert case == replace(before, decided_at=LATER)
    assert [event.TYPE for event in said] == ["routing.case-decided.v1"]


@pytest.mark.parametrize(
    "legs",
    [
        [leg("work", [SIGN]), leg("pay", [PAYMENT], after=["work"], hours=0)],
        [leg("work", [SIGN, PAYMENT])],
    ],
    ids=["a leg of its own", "the last step of the leg"],
)
def test_a_case_that_ended_with_a_payment_goes_on_at_what_was_signed(
    legs: list[dict[str, object]],
) -> None:
    """The money that came is not asked for again, and the case can be ended anew."""
    walk = Walk(process_of({"legs": legs}))
    walk.end(StepAction.APPROVE)
    walk.pay()
    assert walk.case.decided_at is not None

    walk.case, said = reopen_case(
        walk.case,
        finished_at=walk.case.decided_at,
        due_at=None,
        occasion=occasion(walk.case.process, walk.new_id, LATER),
    )

    (task,) = [task for task in walk.case.tasks if task.open]
    assert (task.leg, task.step, walk.case.suspended) == ("work", "sign", None)
    assert not [event for event in said if isinstance(event, ObligationFound)]
    walk.end(StepAction.APPROVE)
    assert walk.case.status is CaseStatus.APPROVED
