"""The owner checks a draft of the result: who is asked, until when, and what an answer does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kernel.clock import VIETNAM
from kernel.mandate import HeldMandate, MandatedAction
from kernel.office_hours import STANDARD_HOURS
from kernel.reception import Timeliness
from kernel.rights import Action, Actor, Role
from kernel.rules import DEFAULT_RULES
from kernel.schedule import Schedule
from kernel.status import Status
from kernel.term import Term
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier, Outcome, SubStatus, hand_over, settle
from services.intake.registry.domain.draft_result import (
    MOST_OBJECTIONS,
    AnswerWay,
    confirm,
    draft_to_offer,
    object_to,
    offer,
)
from services.intake.registry.domain.errors import (
    DraftNotConfirmedError,
    DraftNotWaitingError,
    DraftTermOverError,
    MandateOutOfScopeError,
)
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import first_limit, limit_at
from services.intake.registry.domain.readership import require_right
from services.intake.registry.domain.reopening import Cause, reopen
from tests.unit.intake.registry.samples import AT, actor, dossier, shipped

OFFERED = AT + timedelta(hours=1)  # Monday 23 November 2026 at ten; the 24th is off


def step(term: str = "2wd") -> DraftStep:
    return DraftStep(term=Term.parse(term), fields=("name",), ground="quy trình nội bộ")


def clock(term: str = "2wd") -> LegalClock:
    schedule = Schedule(shipped().calendars[0], STANDARD_HOURS)
    return LegalClock(
        schedule=schedule, rules=DEFAULT_RULES, term=Term.parse("5wd"), draft=step(term)
    )


def settled(**changes: object) -> Dossier:
    running = dossier(
        Status.IN_PROGRESS, term="5wd", due_at=AT + timedelta(days=7), calendar="vn", **changes
    )
    waits = SubStatus.WAITING_CONFIRMATION
    return settle(
        running,
        at=AT,
        outcome=Outcome.APPROVED,
        result_number="15/KS",
        officer="head-1",
        waits_for=waits,
    )[0]


def offered(term: str = "2wd", **changes: object) -> Dossier:
    legal = clock(term)
    limit = legal.confirm_by(OFFERED, step(term))
    given = {"limit": limit, "draft": step(term), "clock": legal, "officer": "head-1"}
    return offer(settled(**changes), at=OFFERED, **given)[0]  # type: ignore[arg-type]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=VIETNAM)


def test_only_an_approval_is_checked_and_only_where_the_procedure_says_so() -> None:
    """A refusal holds nothing of the owner's."""
    assert draft_to_offer(step(), Outcome.APPROVED, objections=0) == step()
    assert draft_to_offer(step(), Outcome.REFUSED, objections=0) is None
    assert draft_to_offer(None, Outcome.APPROVED, objections=0) is None


def test_who_objected_twice_is_not_asked_again() -> None:
    """The third draft is given as it is: nobody can hold a result up for ever."""
    last = MOST_OBJECTIONS - 1

    assert draft_to_offer(step(), Outcome.APPROVED, objections=last) is not None
    assert draft_to_offer(step(), Outcome.APPROVED, objections=MOST_OBJECTIONS) is None


@pytest.mark.parametrize(
    ("term", "by", "over"),
    [
        ("2wd", "2026-11-26 17:30", "2026-11-27 00:00"),  # the 24th is a holiday
        ("1wd", "2026-11-25 17:30", "2026-11-26 00:00"),
        ("4wh", "2026-11-23 16:00", "2026-11-23 16:00"),
    ],
)
def test_the_term_is_counted_by_the_legal_clock(term: str, by: str, over: str) -> None:
    """Days are over at midnight, hours by the instant."""
    waiting = offered(term)

    assert waiting.confirm_by == at(by)
    assert limit_at(waiting) == at(over)
    assert first_limit(waiting) is LimitKind.CONFIRMATION


def test_the_on_time_figure_is_untouched_by_waiting_and_by_confirming() -> None:
    """The clock ended at 9."""
    waiting = offered()

    confirmed, said = confirm(
        waiting,
        at=at("2026-12-20 09:00"),
        way=AnswerWay.SILENCE,
        waits_for=SubStatus.WAITING_RETURN,
    )

    assert (waiting.timeliness, confirmed.timeliness) == (Timeliness.EARLY, Timeliness.EARLY)
    assert confirmed.finished_at == AT
    assert (confirmed.version, confirmed.sub_status) == (
        waiting.version + 1,
        SubStatus.WAITING_RETURN,
    )
    assert (confirmed.next_limit, said.way) == (None, "silence")


def test_nothing_is_handed_over_while_the_owner_checks() -> None:
    """The problem says until when; after a yes it goes."""
    waiting = offered()
    yes, _ = confirm(waiting, at=OFFERED, way=AnswerWay.ONLINE, waits_for=SubStatus.WAITING_RETURN)

    with pytest.raises(DraftNotConfirmedError) as refused:
        hand_over(waiting, at=OFFERED, method=DeliveryMethod.DESK, officer="o")

    assert refused.value.extra == {"confirm_by": "2026-11-26T17:30:00+07:00"}
    handed, _ = hand_over(yes, at=OFFERED, method=DeliveryMethod.DESK, officer="o")
    assert handed.status is Status.HANDED_OVER


def test_an_objection_counts_until_silence_does() -> None:
    """At the very instant the timer is due it is too late, whether or not the timer has rung."""
    waiting = offered()
    over = at("2026-11-27 00:00")

    objected, said = object_to(waiting, at=over - timedelta(seconds=1), way=AnswerWay.LETTER)

    assert (objected.objections, said.number, said.way) == (1, 1, "letter")
    with pytest.raises(DraftTermOverError):
        object_to(waiting, at=over, way=AnswerWay.ONLINE)


def test_there_is_nothing_to_answer_before_an_offer_and_after_an_answer() -> None:
    """Neither yes nor no."""
    answered, _ = confirm(
        offered(), at=OFFERED, way=AnswerWay.ONLINE, waits_for=SubStatus.WAITING_FEE
    )

    for one in (dossier(Status.IN_PROGRESS), answered):
        with pytest.raises(DraftNotWaitingError):
            object_to(one, at=OFFERED, way=AnswerWay.ONLINE)
        with pytest.raises(DraftNotWaitingError):
            confirm(one, at=OFFERED, way=AnswerWay.ONLINE, waits_for=SubStatus.WAITING_RETURN)


def test_a_result_taken_back_has_no_draft_and_its_dates_follow_what_they_did() -> None:
    """The calendar version of the due date comes back, so that a re-plan finds it behind."""
    waiting = offered(calendar_version=7)
    plain_before = dossier(Status.SETTLED, calendar_version=7)

    back, said = reopen(waiting, at=OFFERED, cause=Cause.OBJECTION, officer="")
    plain, _ = reopen(plain_before, at=OFFERED, cause=Cause.ERROR, officer="o")

    assert (back.status, back.sub_status, back.confirm_by) == (Status.IN_PROGRESS, None, None)
    assert (back.draft_offered_at, back.term_calendar_version) == (None, None)
    assert (waiting.calendar_version, back.calendar_version) == (1, 7)
    assert (plain.calendar_version, said.cause) == (7, "objection")


def test_who_filed_for_another_answers_where_they_may_receive_the_result() -> None:
    """Filing alone does not reach so far."""
    filed_for = dossier(Status.SETTLED, owner=None, mandate="m-1")

    def agent(*actions: MandatedAction) -> Actor:
        held = HeldMandate(id="m-1", actions=frozenset(actions))
        return replace(actor(Role.CITIZEN), mandates=(held,))

    require_right(agent(MandatedAction.RECEIVE_RESULT), Action.ANSWER_DRAFT, filed_for)
    with pytest.raises(MandateOutOfScopeError) as refused:
        require_right(agent(MandatedAction.FILE), Action.ANSWER_DRAFT, filed_for)

    assert refused.value.extra == {"actions": ["file"]}
