"""What officers propose out of a step: who may, when, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from contracts.events.proposals import ProposalMade, ProposalSettled
from contracts.events.routing import CaseDecided, StepCompleted
from kernel.errors import DomainError
from services.routing.work.domain.case import Case, CaseStatus, LegStatus, Suspension
from services.routing.work.domain.clocks import stop
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    CaseHeldError,
    CaseSuspendedError,
    ReasonMissingError,
    TaskNotClaimedError,
    TaskTakenError,
)
from services.routing.work.domain.proposal import (
    Draft,
    GroundMissingError,
    LackMisplacedError,
    LacksMissingError,
    ProposalKind,
    ProposalOpenError,
    ProposalSettledError,
    ProposalStatus,
    ProposedLack,
)
from services.routing.work.domain.proposing import (
    accept,
    decline,
    fall_away,
    propose,
    refuse_as_proposed,
)
from services.routing.work.domain.task import TaskEnd
from services.routing.work.domain.withdrawing import withdraw
from tests.unit.routing.samples import COMMUNE, MONDAY, Walk, leg, process_of, step

ID, OTHER = UUID(int=7001), UUID(int=7002)
BLURRED = ProposedLack(paper="birth-certificate-of-hospital", what="Ảnh bị mờ.")
NAMELESS = ProposedLack(field="/child/name", what="Thiếu tên đệm.")
PAPERS = Draft(
    kind=ProposalKind.SUPPLEMENT, lacks=(BLURRED, NAMELESS), reason="Chưa đủ để thẩm định."
)
REFUSAL = Draft(
    kind=ProposalKind.REFUSAL,
    reason="Không đủ điều kiện.",
    ground="Luật Hộ tịch 2014, Điều 16",
)


def made(
    walk: Walk, draft: Draft = PAPERS, proposal: UUID = ID, officer: str = "officer-1"
) -> ProposalMade:
    """Propose out of the one open task, held by its owner."""
    (task,) = (task for task in walk.case.tasks if task.open)
    walk.case, said = propose(
        walk.case, task.id, draft, officer=officer, proposal_id=proposal, at=MONDAY
    )
    return said


def held() -> Walk:
    """Return a case whose first task is held."""
    walk = Walk()
    walk.hold("registration")
    return walk


def test_a_supplement_is_proposed_with_marks_and_its_words_stay_here() -> None:
    """What is said names papers and fields, and none of the words."""
    walk = held()
    before = walk.case.tasks[-1].version

    said = made(walk)

    assert said.papers == ("birth-certificate-of-hospital",)
    assert said.fields == ("/child/name",)
    assert (said.kind, said.agency, said.receiving_agency) == ("supplement", COMMUNE, COMMUNE)
    assert "mờ" not in repr(said)
    assert "mờ" not in repr(walk.case.proposals)
    assert walk.case.proposals[0].lacks == (BLURRED, NAMELESS)
    assert walk.case.tasks[-1].version == before + 1


def test_a_case_has_one_open_proposal_of_a_kind() -> None:
    """A second one waits until the first is settled; one of another kind may stand beside it."""
    walk = held()
    made(walk)

    with pytest.raises(ProposalOpenError):
        made(walk, proposal=OTHER)
    made(walk, REFUSAL, OTHER)
    walk.case, _ = decline(walk.case, ID, "Đã có trong hồ sơ.", by="desk-1", at=MONDAY)
    made(walk, proposal=UUID(int=7003))

    assert [one.id for one in walk.case.proposals if one.open] == [OTHER, UUID(int=7003)]


@pytest.mark.parametrize(
    ("draft", "error", "pointer"),
    [
        (replace(PAPERS, lacks=()), LacksMissingError, "/items"),
        (replace(PAPERS, lacks=(BLURRED, BLURRED)), LackMisplacedError, "/items/1"),
        (replace(PAPERS, lacks=(ProposedLack(what="?"),)), LackMisplacedError, "/items/0"),
        (
            replace(PAPERS, lacks=(ProposedLack(what="?", paper="a", field="/b"),)),
            LackMisplacedError,
            "/items/0",
        ),
        (replace(PAPERS, reason=None), ReasonMissingError, "/reason"),
        (replace(REFUSAL, reason=None), ReasonMissingError, "/reason"),
        (replace(REFUSAL, ground=None), GroundMissingError, "/ground"),
    ],
)
def test_a_proposal_says_all_that_is_needed_to_decide(
    draft: Draft, error: type[DomainError], pointer: str
) -> None:
    """Lacks marked once each, the legal ground of a refusal, a reason of both."""
    with pytest.raises(error) as refused:
        made(held(), draft)

    assert refused.value.pointer == pointer


def test_who_does_not_hold_the_task_proposes_nothing() -> None:
    """It is claimed first, and by whom it is claimed."""
    with pytest.raises(TaskNotClaimedError):
        made(Walk())
    with pytest.raises(TaskTakenError):
        made(held(), officer="officer-2")


def test_while_the_case_stands_nothing_is_proposed() -> None:
    """Papers are waited for already, or the head holds the work up."""
    walk, other = held(), held()
    walk.case = replace(walk.case, suspended=Suspension.SUPPLEMENT)
    other.case = replace(other.case, held_since=MONDAY)

    with pytest.raises(CaseSuspendedError):
        made(walk)
    with pytest.raises(CaseHeldError):
        made(other)


def test_who_signs_proposes_no_refusal_and_a_consulted_agency_nothing() -> None:
    """A signer refuses; an opinion is given with its own act."""
    signer = Walk()
    signer.end("complete")
    signer.hold("registration")
    asked = leg("insurance", [step("opinion")])
    asked |= {"kind": "consultation", "content": {"vi": "Ý kiến", "en": "Opinion"}}
    asked |= {"silence": "consent"}
    consulted = Walk(process_of({"legs": [asked]}))
    consulted.hold("insurance")

    with pytest.raises(ActionNotAllowedError):
        made(signer, REFUSAL)
    with pytest.raises(ActionNotAllowedError):
        made(consulted)
    assert made(signer).kind == "supplement"


def test_a_declined_proposal_keeps_its_reason_and_says_none() -> None:
    """The answer is for the task's owner; the event tells that it was declined."""
    walk = held()
    made(walk)

    with pytest.raises(ReasonMissingError):
        decline(walk.case, ID, None, by="desk-1", at=MONDAY)
    case, said = decline(walk.case, ID, "Giấy tờ đã rõ.", by="desk-1", at=MONDAY)

    assert (said.outcome, said.officer) == ("declined", "desk-1")
    assert "rõ" not in repr(said)
    assert case.proposals[0].answer == "Giấy tờ đã rõ."
    assert case.proposals[0].version == 2
    assert case.tasks[-1].open


def test_a_proposal_is_settled_once() -> None:
    """Whoever comes second is told so."""
    walk = held()
    made(walk)
    case, said = accept(walk.case, ID, by="desk-1", at=MONDAY)

    assert said.outcome == "accepted"
    with pytest.raises(ProposalSettledError):
        accept(case, ID, by="desk-2", at=MONDAY)
    with pytest.raises(ProposalSettledError):
        decline(case, ID, "Không.", by="desk-2", at=MONDAY)
    with pytest.raises(ProposalSettledError):
        decline(case, OTHER, "Không.", by="desk-2", at=MONDAY)


def test_a_refusal_is_signed_by_another_and_ends_the_case() -> None:
    """The task of the officer ends by the signer's word, with all that goes with a refusal."""
    walk = held()
    made(walk, REFUSAL)

    case, said = refuse_as_proposed(walk.case, ID, signer="head-1", occasion=walk.now())

    decided = [one for one in said if isinstance(one, CaseDecided)]
    done = [one for one in said if isinstance(one, StepCompleted)]
    assert case.status is CaseStatus.REFUSED
    assert case.tasks[-1].end is TaskEnd.REFUSE
    assert case.tasks[-1].assignee == "officer-1"
    assert [one.officer for one in decided] == ["head-1"]
    assert [(one.officer, one.action) for one in done] == [("head-1", "refuse")]
    assert case.proposals[0].status is ProposalStatus.ACCEPTED
    assert {one.status for one in case.legs} == {LegStatus.FINISHED, LegStatus.CANCELLED}


def test_a_refusal_waits_while_the_case_stands() -> None:
    """No task ends while papers are waited for; afterwards it may be signed."""
    walk = held()
    made(walk, REFUSAL)
    walk.case = replace(walk.case, suspended=Suspension.SUPPLEMENT)

    with pytest.raises(CaseSuspendedError):
        refuse_as_proposed(walk.case, ID, signer="head-1", occasion=walk.now())


def ended(case: Case, walk: Walk) -> Case:
    """Return the case after its task was ended by its owner."""
    walk.case = case
    return walk.end("complete")


@pytest.mark.parametrize(
    "over",
    [
        ended,
        lambda case, _: withdraw(case, requested_at=MONDAY, at=MONDAY)[0],
        lambda case, _: stop(case, MONDAY),
    ],
    ids=["task-ended", "withdrawn", "stopped"],
)
def test_a_proposal_falls_away_with_its_task_or_case(over: Any) -> None:  # noqa: ANN401
    """Nobody decides any more, and it is said so once."""
    walk = held()
    made(walk)

    case, said = fall_away(over(walk.case, walk), MONDAY)

    assert case.proposals[0].status is ProposalStatus.DROPPED
    assert [one.outcome for one in said if isinstance(one, ProposalSettled)] == ["dropped"]
    assert fall_away(case, MONDAY) == (case, ())


def test_what_is_still_worked_on_keeps_its_proposal() -> None:
    """A change of another kind drops nothing."""
    walk = held()
    made(walk)

    assert fall_away(walk.case, MONDAY) == (walk.case, ())
