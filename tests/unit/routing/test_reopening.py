"""A decided case goes on, because an error in its result is to be corrected."""

from __future__ import annotations

from datetime import timedelta

from services.routing.process.domain.process import StepAction
from services.routing.work.domain.case import CaseStatus, LegStatus
from services.routing.work.domain.reopening import reopen_case
from tests.unit.routing.samples import MONDAY, Walk, leg, occasion, process_of, step

SIGN = step("sign", "approver", ("approve", "refuse"), 3)
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
