"""A step that a specialised system does: it answers, refuses, is slow, or says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from contracts.events.systems import SystemAsked, SystemSettled
from services.routing.process.domain.question import AnswerMissingError
from services.routing.work.domain.asking import (
    AnswerOutcome,
    SystemAnswer,
    answer_enquiry,
    time_out,
)
from services.routing.work.domain.case import Case, CaseStatus, Suspension
from services.routing.work.domain.ending import Result
from services.routing.work.domain.errors import (
    CaseHeldError,
    CaseSuspendedError,
    SystemAskedError,
)
from services.routing.work.domain.offering import offered_actions
from services.routing.work.domain.task import EnquiryStatus, Task, TaskEnd, claim
from services.routing.work.domain.withdrawing import withdraw
from tests.unit.routing.samples import MONDAY, SIGN, Walk, leg, officer, process_of, step

CONNECTOR = step("assess", actions=("complete", "return")) | {
    "kind": "connector",
    "system": "land-tax",
    "timeout_minutes": 30,
    "tries": 3,
}
TAX = {
    "legs": [
        leg("check", [SIGN]) | {"gives": {"id": "slip", "name": {"vi": "Phiếu", "en": "Slip"}}},
        leg("tax", [CONNECTOR, SIGN], after=["check"], hours=40)
        | {"takes": ["slip"], "gives": {"id": "notice", "name": {"vi": "TB", "en": "Notice"}}},
    ]
}
DONE = SystemAnswer(outcome=AnswerOutcome.COMPLETED, number="TB-7")
REFUSED = SystemAnswer(outcome=AnswerOutcome.REFUSED, reason="Thiếu số thửa")


def asked() -> Walk:
    """Return a case whose tax office's system was just asked."""
    walk = Walk(process_of(TAX))
    walk.end("approve", leg="check", result=Result(number="PC-1"))
    return walk


def waiting(walk: Walk) -> Task:
    (task,) = (task for task in walk.case.tasks if task.open)
    return task


def ring(walk: Walk, at: datetime) -> bool:
    """Let the timer of the enquiry ring at an instant; return whether it did something."""
    walk.at = at
    change = time_out(walk.case, waiting(walk).id, walk.now())
    if change is not None:
        walk.take(change)
    return change is not None


def answer(walk: Walk, said: SystemAnswer) -> bool:
    """Let the system answer the open task; return whether it counts."""
    change = answer_enquiry(walk.case, waiting(walk).id, said, walk.now())
    if change is not None:
        walk.take(change)
    return change is not None


def stopped(case: Case) -> Case:
    return replace(case, suspended=Suspension.SUPPLEMENT)


def held(case: Case) -> Case:
    return replace(case, held_since=MONDAY)


def told(walk: Walk) -> list[tuple[str, int]]:
    """Return what was said of enquiries: asked or how it ended, and the attempt."""
    found = []
    for event in walk.said:
        if isinstance(event, SystemAsked):
            found.append(("asked", event.attempt))
        elif isinstance(event, SystemSettled):
            found.append((event.outcome, event.attempt))
    return found


def test_the_system_is_asked_with_the_papers_the_step_takes_and_nothing_of_people() -> None:
    """By the task's id, with numbers of papers and its time."""
    walk = asked()
    (event,) = (event for event in walk.said if isinstance(event, SystemAsked))

    assert event.reference == str(waiting(walk).id)
    assert (event.system, event.attempt, event.step) == ("land-tax", 1, "assess")
    assert [(each.paper, each.number) for each in event.papers] == [("slip", "PC-1")]
    assert event.answer_by == MONDAY + timedelta(minutes=30)


def test_an_answer_ends_the_step_once_and_its_number_is_the_paper_of_the_leg() -> None:
    """The next step begins; a second answer finds nothing to change."""
    walk = asked()
    reference = waiting(walk).id
    assert answer(walk, DONE)
    ended = walk.case.task(reference)
    again = answer_enquiry(walk.case, reference, replace(DONE, number="TB-8"), walk.now())

    assert (ended.end, ended.ended_by) == (TaskEnd.ANSWERED, None)
    assert waiting(walk).step == "sign"
    assert again is None
    assert told(walk) == [("asked", 1), ("answered", 1)]
    walk.end("approve", leg="tax")
    assert walk.case.papers["notice"].number == "TB-7"
    assert walk.case.status is CaseStatus.APPROVED


def test_a_silent_system_is_asked_again_by_the_same_reference_with_twice_the_time() -> None:
    """Thirty minutes, then an hour, then two; then an officer has the step."""
    walk = asked()
    reference = waiting(walk).id
    early = ring(walk, MONDAY + timedelta(minutes=29))
    for minutes in (30, 30 + 60, 30 + 60 + 120):
        ring(walk, MONDAY + timedelta(minutes=minutes))

    asking = [event for event in walk.said if isinstance(event, SystemAsked)]
    assert not early
    assert told(walk) == [("asked", 1), ("asked", 2), ("asked", 3), ("silent", 3)]
    assert {event.reference for event in asking} == {str(reference)}
    assert offered_actions(waiting(walk), walk.case.process, frozenset(), officer()) == ("claim",)
    assert not ring(walk, MONDAY + timedelta(days=9))


def test_nobody_takes_a_step_while_its_system_has_time_left() -> None:
    """Nothing is offered, and claiming it is refused."""
    walk = asked()

    assert offered_actions(waiting(walk), walk.case.process, frozenset(), officer()) == ()
    with pytest.raises(SystemAskedError):
        claim(waiting(walk), "officer-1")


def test_an_officer_takes_over_once_the_system_let_its_time_pass() -> None:
    """What the system answers then is late and changes nothing."""
    walk = asked()
    ring(walk, MONDAY + timedelta(minutes=30))
    mine = walk.hold("tax")
    late = answer_enquiry(walk.case, mine.id, DONE, walk.now())

    assert mine.enquiry is not None
    assert (mine.enquiry.status, mine.enquiry.until) == (EnquiryStatus.TAKEN_OVER, None)
    assert late is None
    assert not ring(walk, MONDAY + timedelta(days=1))


def test_a_system_that_refuses_leaves_the_step_to_an_officer() -> None:
    """At once, whatever tries are left."""
    walk = asked()
    assert answer(walk, REFUSED)
    late = answer_enquiry(walk.case, waiting(walk).id, DONE, walk.now())

    assert told(walk) == [("asked", 1), ("refused", 1)]
    assert late is None
    walk.end("complete", leg="tax")
    assert waiting(walk).step == "sign"


@pytest.mark.parametrize(
    ("stand", "error"),
    [(stopped, CaseSuspendedError), (held, CaseHeldError)],
    ids=["papers are waited for", "the head suspended the work"],
)
def test_no_step_ends_while_the_case_stands_and_no_try_is_used_up(
    stand: Callable[[Case], Case], error: type[Exception]
) -> None:
    """The answer is refused for now, and is good by the same reference when the case goes on."""
    walk = asked()
    running = walk.case
    walk.case = stand(running)
    with pytest.raises(error):
        answer_enquiry(walk.case, waiting(walk).id, DONE, walk.now())
    for hours in range(1, 9):
        ring(walk, MONDAY + timedelta(hours=hours))

    assert told(walk) == [("asked", 1)]
    walk.case = replace(walk.case, suspended=None, held_since=None)
    assert answer_enquiry(walk.case, waiting(walk).id, DONE, walk.now()) is not None


def test_a_case_that_is_over_asks_nobody_any_more() -> None:
    """Taken back by its owner: the timer has nothing to do, the answer is late."""
    walk = asked()
    reference = waiting(walk).id
    walk.case, _ = withdraw(walk.case, requested_at=MONDAY, at=MONDAY)
    over = walk.case.task(reference)

    assert over.enquiry is not None
    assert over.enquiry.until is None
    assert answer_enquiry(walk.case, reference, DONE, walk.now()) is None
    assert time_out(walk.case, reference, walk.now()) is None


def test_a_system_answers_the_questions_of_the_step() -> None:
    """As an officer would; without them the answer is refused and the step waits."""
    ask = {"id": "owes", "type": "boolean", "label": {"vi": "Phải nộp?", "en": "Owes?"}}
    legs = [leg("tax", [CONNECTOR | {"asks": [ask], "actions": ["complete"]}, SIGN], hours=40)]
    walk = Walk(process_of({"legs": legs}))
    with pytest.raises(AnswerMissingError):
        answer_enquiry(walk.case, waiting(walk).id, DONE, walk.now())
    answered = replace(DONE, answers={"owes": True})
    assert answer(walk, answered)

    assert walk.case.facts.answers == {"owes": True}
    assert waiting(walk).step == "sign"
