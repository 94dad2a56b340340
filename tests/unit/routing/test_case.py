"""A case from its opening to its decision."""

from __future__ import annotations

from datetime import datetime

import pytest

from contracts.events import routing as events
from kernel.clock import VIETNAM
from kernel.process import StepAction
from services.routing.work.domain.case import CaseStatus, LegStatus
from services.routing.work.domain.ending import Result, Verdict, end_step
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    ReasonMissingError,
    ResultNotExpectedError,
    TaskEndedError,
    TaskNotClaimedError,
    TaskTakenError,
    TaskUnknownError,
)
from services.routing.work.domain.opening import AcceptedDossier, LegAgencyMissingError, open_case
from services.routing.work.domain.task import TaskEnd, claim
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    Walk,
    leg,
    numbers,
    occasion,
    opened,
    process_of,
    step,
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def test_a_case_opens_with_the_legs_that_wait_for_nothing() -> None:
    """Their first steps are tasks; the others wait."""
    case, said = opened()

    assert [leg.status for leg in case.legs] == [LegStatus.RUNNING, LegStatus.WAITING]
    assert [(task.step, task.agency) for task in case.tasks] == [("verify", COMMUNE)]
    assert [event.TYPE.split(".")[1] for event in said] == [
        "case-opened",
        "leg-started",
        "step-started",
    ]


def test_leg_and_step_are_due_after_their_own_office_time() -> None:
    """8 hours from Monday 08:00 end on Tuesday at 08:00, 5 hours the same day at 15:00."""
    case, _ = opened()

    assert case.leg("registration").due_at == at(3, 8)
    assert case.tasks[0].due_at == at(2, 15)


def test_nothing_is_due_after_the_dossier() -> None:
    """The legal date holds for every leg and step."""
    case, _ = opened(due_at=at(2, 11))

    assert case.leg("registration").due_at == at(2, 11)
    assert case.tasks[0].due_at == at(2, 11)


def test_where_the_calendar_ends_the_dossiers_date_is_the_limit() -> None:
    """An officer is not held up by a notice that was not given yet."""
    slow = process_of({"legs": [leg("a", [step("s", hours=9000)], hours=9000)]})

    dated, _ = opened(slow, due_at=at(30, 17))
    undated, _ = opened(slow)

    assert dated.tasks[0].due_at == at(30, 17)
    assert undated.tasks[0].due_at is None


def test_a_leg_without_an_agency_opens_no_case() -> None:
    """Intake resolves agencies; what it left out cannot be guessed."""
    process = process_of()
    dossier = AcceptedDossier(
        code=DOSSIER,
        procedure="2.001023",
        procedure_version=1,
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        agencies={"registration": COMMUNE},
        due_at=None,
    )

    with pytest.raises(LegAgencyMissingError) as caught:
        open_case(dossier, process, case_id=numbers()(), occasion=occasion(process, numbers()))

    assert caught.value.extra == {"legs": ["insurance"]}


def test_two_legs_one_after_the_other_end_in_an_approval() -> None:
    """The order of what is said is the order of what happened."""
    walk = Walk()
    walk.end("complete")
    walk.end("approve")
    walk.end("complete")
    case = walk.end("approve", result=Result(number="57/TK", note="thẻ"))

    assert [event.TYPE.removeprefix("routing.") for event in walk.said] == [
        "case-opened.v1",
        "leg-started.v1",
        "step-started.v1",
        "step-completed.v1",
        "step-started.v1",
        "step-completed.v1",
        "leg-finished.v1",
        "leg-started.v1",
        "step-started.v1",
        "step-completed.v1",
        "step-started.v1",
        "step-completed.v1",
        "leg-finished.v1",
        "case-decided.v1",
    ]
    assert case.status is CaseStatus.APPROVED
    assert walk.said[-1] == events.CaseDecided(
        dossier=DOSSIER,
        case=str(case.id),
        outcome="approved",
        result_number="57/TK",
        agency=INSURANCE,
        officer="officer-1",
        decided_at=MONDAY,
    )


def test_an_approval_without_a_number_gets_one_from_the_dossier() -> None:
    """Every result can be named."""
    walk = Walk(process_of({"legs": [leg("a", [step("s", "approver", ["approve"])])]}))

    decision = walk.end("approve").decision

    assert decision is not None
    assert decision.number == f"{DOSSIER}/KQ"


def test_the_decision_is_the_approvers_even_when_a_clerk_issues_the_result() -> None:
    """Who enters it in the book did not decide it."""
    steps = [step("sign", "approver", ["approve"]), step("issue")]
    walk = Walk(process_of({"legs": [leg("a", steps)]}))
    walk.end("approve", result=Result(number="12/GP"))
    walk.end("complete")

    decided = walk.said[-1]
    assert isinstance(decided, events.CaseDecided)
    assert decided.result_number == "12/GP"


def test_a_process_that_never_approves_ends_with_its_last_officer() -> None:
    """Then the case has a decision and no number."""
    walk = Walk(process_of({"legs": [leg("a", [step("s")])]}))
    case = walk.end("complete")

    assert case.status is CaseStatus.APPROVED
    assert case.decision is not None
    assert case.decision.number is None


def test_a_refusal_ends_the_case_and_cancels_what_runs_beside_it() -> None:
    """Nobody works on for a case that is decided (Decree 61/2018 art. 19(8))."""
    sign = step("sign", "approver", ["approve", "refuse"])
    legs = [leg("a", [sign]), leg("b", [step("s")]), leg("c", [step("s")], after=["b"])]
    walk = Walk(process_of({"legs": legs}))
    case = walk.end("refuse", leg="a", reason="Không đủ điều kiện")

    assert case.status is CaseStatus.REFUSED
    assert [leg.status for leg in case.legs] == [
        LegStatus.FINISHED,
        LegStatus.CANCELLED,
        LegStatus.CANCELLED,
    ]
    assert {task.leg: task.end for task in case.tasks} == {
        "a": TaskEnd.REFUSE,
        "b": TaskEnd.CANCELLED,
    }
    assert isinstance(walk.said[-1], events.CaseDecided)
    assert walk.said[-1].outcome == "refused"


def test_a_return_starts_the_step_before_again() -> None:
    """As a new task, because the first one had its end."""
    walk = Walk()
    first = walk.case.tasks[0]
    walk.end("complete")
    case = walk.end("return", reason="Thiếu chữ ký")

    again = case.tasks[-1]
    assert (again.step, again.open, again.id != first.id) == ("verify", True, True)


def test_a_return_at_the_first_step_gives_the_case_back_to_the_agency_before() -> None:
    """The leg waits again, the one before has its last step once more."""
    walk = Walk()
    walk.end("complete")
    walk.end("approve")
    case = walk.end("return", reason="Sai họ tên trong trích lục")

    assert [leg.status for leg in case.legs] == [LegStatus.RUNNING, LegStatus.WAITING]
    assert [(t.leg, t.step) for t in case.tasks if t.open] == [("registration", "sign")]

    walk.end("approve")

    assert walk.case.leg("insurance").status is LegStatus.RUNNING


def test_a_join_waits_for_all_and_cannot_be_returned() -> None:
    """With two agencies before it, none is the one to blame."""
    back = step("s", actions=["complete", "return"])
    legs = [leg("a", [step("s")]), leg("b", [step("s")]), leg("c", [back], after=["a", "b"])]
    walk = Walk(process_of({"legs": legs}))
    assert walk.end("complete", leg="a").leg("c").status is LegStatus.WAITING
    assert walk.end("complete", leg="b").leg("c").status is LegStatus.RUNNING

    with pytest.raises(ActionNotAllowedError):
        walk.end("return", leg="c", reason="?")


@pytest.mark.parametrize("action", ["return", "refuse"])
@pytest.mark.parametrize("reason", [None, ""])
def test_a_return_or_refusal_needs_a_reason(action: str, reason: str | None) -> None:
    """The next one must know why."""
    walk = Walk()
    walk.end("complete")

    with pytest.raises(ReasonMissingError) as caught:
        walk.end(action, reason=reason)

    assert caught.value.pointer == "/reason"


def test_only_an_approval_takes_a_result() -> None:
    """A completed check is no result."""
    with pytest.raises(ResultNotExpectedError):
        Walk().end("complete", result=Result(number="1"))


def test_an_action_the_process_does_not_give_is_refused() -> None:
    """The step decides what may be done at it."""
    with pytest.raises(ActionNotAllowedError):
        Walk().end("approve")


def test_only_the_owner_ends_a_task() -> None:
    """One accountable owner for every step, and one end."""
    case, _ = opened()
    task = case.tasks[0]
    now = occasion(case.process, numbers())
    verdict = Verdict(action=StepAction.COMPLETE, officer="officer-1")

    with pytest.raises(TaskNotClaimedError):
        end_step(case, task.id, verdict, now)
    with pytest.raises(TaskTakenError):
        end_step(case.with_task(claim(task, "officer-2")), task.id, verdict, now)
    mine, _ = end_step(case.with_task(claim(task, "officer-1")), task.id, verdict, now)
    with pytest.raises(TaskEndedError):
        end_step(mine, task.id, verdict, now)
    with pytest.raises(TaskUnknownError):
        end_step(case, numbers()(), verdict, now)
