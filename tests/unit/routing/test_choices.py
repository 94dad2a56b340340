"""Choices, papers, payments and consultations in the course of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.events import routing as events
from contracts.events.ways import ConsultationLapsed, LegSkipped
from kernel.condition import comparisons, condition_from_document
from services.routing.process.domain.question import (
    AnswerMissingError,
    AnswerNotAskedError,
    AnswerWrongError,
)
from services.routing.work.domain import clocks
from services.routing.work.domain.case import CaseStatus, LegStatus, Suspension
from services.routing.work.domain.consulting import lapse
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    CaseSuspendedError,
    NothingOwedError,
)
from services.routing.work.domain.offering import ending_actions
from services.routing.work.domain.opening import ConditionMissingError, NothingChosenError
from services.routing.work.domain.receipt import (
    Receipt,
    ReceiptFromTheFutureError,
    end_payment,
)
from services.routing.work.domain.task import TaskEnd
from tests.unit.routing.samples import MONDAY, SCHEDULE, SIGN, Walk, leg, process_of, step

RESIDES = {"value": "form/resides", "eq": True}
YES = {part.name: True for part in comparisons(condition_from_document(RESIDES))}
NO = dict.fromkeys(YES, False)
SURVEY = {"value": "answer/survey", "eq": True}
ASK = [{"id": "survey", "type": "boolean", "label": {"vi": "Đo đạc?", "en": "Survey?"}}]
RECEIPT = Receipt(number="KB-1", paid_on=date(2026, 11, 2), amount=12_500_000)


def document(*legs: dict[str, Any]) -> dict[str, object]:
    return {"legs": list(legs)}


FORK = document(
    leg("birth", [SIGN]) | {"gives": {"id": "certificate", "name": {"vi": "GKS", "en": "BC"}}},
    leg("residence", [step("enter")], after=["birth"]) | {"when": RESIDES},
    leg("card", [step("issue")], after=["birth"]) | {"takes": ["certificate"]},
    leg("close", [step("file")], after=["residence", "card"]),
)


def test_a_leg_that_is_not_chosen_is_passed_over_and_holds_nobody_up() -> None:
    """It counts as done for the join, and is told."""
    walk = Walk(process_of(FORK), conditions=NO)
    walk.end("approve")

    assert walk.case.leg("residence").status is LegStatus.SKIPPED
    assert [e.leg for e in walk.said if isinstance(e, LegSkipped)] == ["residence"]
    walk.end("complete", leg="card")
    walk.end("complete", leg="close")
    assert walk.case.status is CaseStatus.APPROVED


def test_a_chosen_leg_is_waited_for() -> None:
    """The join begins only behind both."""
    walk = Walk(process_of(FORK), conditions=YES)
    walk.end("approve")
    walk.end("complete", leg="card")

    assert walk.case.leg("close").status is LegStatus.WAITING
    walk.end("complete", leg="residence")
    assert walk.case.leg("close").status is LegStatus.RUNNING


def test_what_intake_did_not_judge_opens_no_case() -> None:
    """Routing guesses nothing about data it must not have."""
    with pytest.raises(ConditionMissingError):
        Walk(process_of(FORK))
    with pytest.raises(NothingChosenError):
        Walk(process_of(document(leg("a", [SIGN]) | {"when": RESIDES})), conditions=NO)


ANSWERED = document(
    leg("check", [step("look") | {"asks": ASK}, SIGN]),
    leg(
        "field",
        [step("measure") | {"when": SURVEY}, step("enter", actions=("complete", "return"))],
        after=["check"],
    ),
)


@pytest.mark.parametrize(("answer", "first"), [(True, "measure"), (False, "enter")])
def test_an_answer_chooses_a_step(*, answer: bool, first: str) -> None:
    """And a step back leads to the step before that was chosen."""
    walk = Walk(process_of(ANSWERED))
    walk.end("complete", answers={"survey": answer})
    walk.end("approve")

    (task,) = (task for task in walk.case.tasks if task.open)
    assert task.step == first
    if answer:
        walk.end("complete")
    walk.end("return", reason="sai")
    (task,) = (task for task in walk.case.tasks if task.open)
    assert (task.leg, task.step) == (("field", "measure") if answer else ("check", "sign"))


def test_questions_are_answered_as_they_are_asked() -> None:
    """Every one, by its type, and no other; who goes back answers nothing."""
    walk = Walk(process_of(ANSWERED))
    for answers, error in (
        ({}, AnswerMissingError),
        ({"survey": "yes"}, AnswerWrongError),
        ({"survey": True, "other": 1}, AnswerNotAskedError),
    ):
        with pytest.raises(error):
            walk.end("complete", answers=answers)


def test_a_return_asks_again_for_what_was_passed_over() -> None:
    """Another answer may choose the leg that the first one did not."""
    walk = Walk(
        process_of(
            document(
                leg("a", [step("look") | {"asks": ASK}]),
                leg("b", [step("s", "approver", ("approve", "return"))], after=["a"]),
                leg("c", [step("s")], after=["a"]) | {"when": SURVEY},
            )
        )
    )
    walk.end("complete", answers={"survey": False})
    assert walk.case.leg("c").status is LegStatus.SKIPPED

    walk.end("return", leg="b", reason="đo lại")
    assert walk.case.leg("c").status is LegStatus.WAITING
    walk.end("complete", answers={"survey": True})
    assert {walk.case.leg(name).status for name in "bc"} == {LegStatus.RUNNING}


def test_the_result_of_a_leg_is_a_paper_of_later_ones() -> None:
    """With its number, day and issuer; without a number one is made; told with the leg."""
    walk = Walk(process_of(FORK), conditions=NO)
    walk.end("approve")

    paper = walk.case.papers["certificate"]
    assert (paper.leg, paper.number, paper.issued_on) == (
        "birth",
        f"{walk.case.dossier}/birth",
        MONDAY.date(),
    )
    (finished,) = (e for e in walk.said if isinstance(e, events.LegFinished))
    assert (finished.gives, finished.paper_number) == ("certificate", paper.number)


PAID = document(
    leg("tax", [step("assess"), SIGN]),
    leg("pay", [step("receipt", hours=0) | {"kind": "payment"}], after=["tax"], hours=0),
    leg("issue", [SIGN], after=["pay"]),
)


def paying() -> Walk:
    walk = Walk(process_of(PAID), due_at=MONDAY + timedelta(days=14))
    walk.end("complete")
    walk.end("approve")
    return walk


def test_a_payment_lets_the_case_stand_until_the_receipt() -> None:
    """It is found when the step starts, and nothing ends it but the receipt."""
    walk = paying()

    assert walk.case.suspended is Suspension.OBLIGATION
    assert walk.types()[-2:] == ["step-started", "obligation-found"]
    (task,) = (task for task in walk.case.tasks if task.open)
    assert task.due_at is None
    assert ending_actions(task, walk.case.process, walk.case.finished_legs()) == frozenset()
    with pytest.raises(CaseSuspendedError):
        walk.end("complete")

    held = walk.hold("pay")
    walk.take(end_payment(walk.case, held.id, RECEIPT, officer="officer-1", occasion=walk.now()))

    (met,) = (e for e in walk.said if isinstance(e, events.ObligationMet))
    assert (met.receipt_number, met.paid_on, met.amount) == ("KB-1", RECEIPT.paid_on, 12_500_000)
    assert str(walk.case.suspended) == "obligation-met"
    assert walk.case.leg("issue").status is LegStatus.RUNNING
    assert walk.case.leg("issue").due_at is None


def test_the_clock_of_what_comes_after_the_payment_begins_when_intake_says_so() -> None:
    """With all of its term."""
    walk = paying()
    held = walk.hold("pay")
    walk.take(end_payment(walk.case, held.id, RECEIPT, officer="officer-1", occasion=walk.now()))
    at = MONDAY + timedelta(days=1)

    agencies = dict.fromkeys({each.agency for each in walk.case.legs}, SCHEDULE)
    case = clocks.run_on(walk.case, at, MONDAY + timedelta(days=20), agencies, anew=False)

    assert case.leg("issue").due_at == at + timedelta(days=1)


def test_a_receipt_is_taken_once_from_its_owner_for_a_payment() -> None:
    """No other step takes one, no day to come, and nobody pays twice."""
    walk = Walk(process_of(PAID))
    held = walk.hold("tax")
    with pytest.raises(ActionNotAllowedError):
        end_payment(walk.case, held.id, RECEIPT, officer="officer-1", occasion=walk.now())
    walk = paying()
    held = walk.hold("pay")
    tomorrow = Receipt(number="KB-1", paid_on=date(2026, 11, 3), amount=1)
    with pytest.raises(ReceiptFromTheFutureError):
        end_payment(walk.case, held.id, tomorrow, officer="officer-1", occasion=walk.now())
    paid = replace(walk.case, suspended=Suspension.OBLIGATION_MET)
    with pytest.raises(NothingOwedError):
        end_payment(paid, held.id, RECEIPT, officer="officer-1", occasion=walk.now())


def asked(silence: str) -> Walk:
    consulted = leg("police", [step("opine")], after=["a"], hours=16) | {
        "kind": "consultation",
        "silence": silence,
        "content": {"vi": "Ý kiến?", "en": "Opinion?"},
    }
    walk = Walk(
        process_of(document(leg("a", [SIGN]), consulted, leg("b", [SIGN], after=["police"]))),
        due_at=MONDAY + timedelta(hours=1),
    )
    walk.end("approve")
    return walk


def test_silence_counts_at_the_limit_and_not_at_the_dossiers_due_date() -> None:
    """Whoever is asked last has the whole time; then silence is consent, once."""
    walk = asked("consent")
    limit = walk.case.leg("police").silent_at

    assert limit is not None
    assert limit > (walk.case.due_at or limit)
    walk.at = limit - timedelta(minutes=1)
    assert lapse(walk.case, "police", walk.now()) is None
    walk.at = limit
    change = lapse(walk.case, "police", walk.now())
    assert change is not None
    walk.take(change)
    assert lapse(walk.case, "police", walk.now()) is None

    (told,) = (e for e in walk.said if isinstance(e, ConsultationLapsed))
    assert (told.silence, told.asking_agency) == ("consent", walk.case.leg("a").agency)
    assert walk.case.leg("police").lapsed
    assert [task.end for task in walk.case.tasks if task.leg == "police"] == [TaskEnd.LAPSED]
    assert walk.case.leg("b").status is LegStatus.RUNNING
    (task,) = (task for task in walk.case.tasks if task.open)
    assert "return" not in ending_actions(task, walk.case.process, walk.case.finished_legs())


def test_silence_that_is_no_consent_is_told_once_and_waited_for() -> None:
    """The consulted agency can still answer, and then the case moves on."""
    walk = asked("escalate")
    walk.at = walk.case.leg("police").silent_at or MONDAY
    change = lapse(walk.case, "police", walk.now())
    assert change is not None
    walk.take(change)

    assert walk.case.leg("police").status is LegStatus.RUNNING
    assert lapse(walk.case, "police", walk.now()) is None
    walk.end("complete", leg="police")
    assert walk.case.leg("b").status is LegStatus.RUNNING


def test_an_opinion_in_time_leaves_nothing_to_lapse() -> None:
    """The limit goes with the leg."""
    walk = asked("consent")
    walk.end("complete", leg="police")

    assert walk.case.leg("police").silent_at is None
    assert lapse(walk.case, "police", walk.now()) is None


def test_who_took_too_long_is_late_and_nobody_else() -> None:
    """A leg is held to its own term, not to what others left of the dossier's."""
    walk = Walk(
        process_of(document(leg("slow", [step("s")]), leg("quick", [SIGN], after=["slow"]))),
        due_at=MONDAY + timedelta(days=1),
    )
    walk.at = MONDAY + timedelta(days=3)
    walk.end("complete")
    walk.end("approve")

    told = {e.leg: e.late for e in walk.said if isinstance(e, events.LegFinished)}
    assert told == {"slow": True, "quick": False}
