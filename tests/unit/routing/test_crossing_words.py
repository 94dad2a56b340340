"""Words under way on both sides at once: of money beside papers, of a silence beside a hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.testing import FrozenClock, RecordedEvents
from contracts.events.clock import (
    DossierPaused,
    DossierResumed,
    DossierSupplemented,
    SupplementRequested,
)
from contracts.events.routing import LegFinished, ObligationFound
from services.routing.lateness.domain.lateness import Late, changes
from services.routing.lateness.domain.violation import Cause
from services.routing.work.domain import clocks
from services.routing.work.domain.case import Case, CaseStatus, LegStatus, Suspension
from services.routing.work.domain.consulting import LookAgain, lapse, limit_passed
from services.routing.work.domain.errors import ActionNotAllowedError
from services.routing.work.domain.reopening import reopen_case
from services.routing.work.usecases.follow_dossier import Told, follow_dossier
from services.routing.work.usecases.pass_limit import pass_limit
from services.routing.work.usecases.settle_obligation import settle_obligation
from tests.unit.routing.fakes import InMemoryCases, InMemoryHistory, InMemorySchedules
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    SCHEDULE,
    Walk,
    leg,
    officer,
    process_of,
    step,
)

PAYMENT = step("receipt", actions=("complete",), hours=0) | {"kind": "payment"}
OWES = step("assess", actions=("complete", "request-payment"))
OPINION = {"kind": "consultation", "silence": "consent", "content": {"vi": "Ý?", "en": "Opinion?"}}
SCHEDULES = {COMMUNE: SCHEDULE, INSURANCE: SCHEDULE}
ABOUT: dict[str, Any] = {
    "code": DOSSIER,
    "procedure": "2.001023",
    "receiving_agency": COMMUNE,
    "competent_agency": COMMUNE,
}
LATER = MONDAY + timedelta(days=1)
MUCH_LATER = MONDAY + timedelta(days=7)
ASKED = SupplementRequested(
    accepted=True, requested_at=MONDAY, supplement_by=MUCH_LATER, officer="d", **ABOUT
)
IN = DossierSupplemented(
    supplemented_at=LATER, due_at=MUCH_LATER, due_provisional=False, officer="d", **ABOUT
)
RESUMED = DossierResumed(resumed_at=LATER, due_at=MUCH_LATER, due_provisional=False, **ABOUT)


def told(case: Case, *words: Told) -> tuple[Case, RecordedEvents]:
    """Return the case after what intake said of it, and what routing said in turn."""
    cases, events = InMemoryCases(case), RecordedEvents()
    around: dict[str, Any] = {
        "cases": cases,
        "schedules": InMemorySchedules(COMMUNE, INSURANCE),
        "events": events,
        "clock": FrozenClock(LATER),
    }
    for word in words:
        follow_dossier(word, **around)
    return cases.cases[DOSSIER], events


def owing() -> Walk:
    """Return a case that waits for a payment."""
    walk = Walk(process_of({"legs": [leg("land", [step("assess"), PAYMENT, step("book")])]}))
    walk.end("complete")
    assert walk.case.suspended is Suspension.OBLIGATION
    return walk


def test_money_found_owing_while_papers_were_asked_for_is_still_owed_when_they_are_in() -> None:
    """Intake did not hear of it at status 5: it is said again, and can be paid."""
    walk = owing()
    walk.case, events = told(walk.case, ASKED, IN)

    assert walk.case.suspended is Suspension.OBLIGATION
    assert [event.found_at for event in events.of(ObligationFound)] == [LATER]
    walk.at = LATER
    assert walk.pay().suspended is Suspension.OBLIGATION_MET


def test_an_officers_finding_beside_papers_stands_too() -> None:
    """Else the word that stops the dossier would come when nobody can say that it is paid."""
    case = Walk(process_of({"legs": [leg("tax", [OWES])]})).case
    found = clocks.suspend(case, Suspension.OBLIGATION, MONDAY, SCHEDULES)
    after, events = told(found, ASKED, IN)

    assert after.suspended is Suspension.OBLIGATION
    assert len(events.of(ObligationFound)) == 1


def test_work_that_stood_all_along_loses_nothing_by_a_word_that_comes_late() -> None:
    """Intake let the clock run meanwhile; here nobody could go on, and nobody used time up."""
    walk = owing()
    walk.case, _ = told(walk.case, ASKED, replace(IN, supplemented_at=MONDAY))

    assert walk.case.suspended is Suspension.OBLIGATION
    assert walk.case.leg("land").clock_minutes == 8 * 60


def test_a_pause_that_was_long_under_way_stops_nothing_any_more() -> None:
    """It was said here first: what was paid meanwhile is not owed again."""
    case = Walk(process_of({"legs": [leg("tax", [OWES])]})).case
    after, events = told(case, DossierPaused(paused_at=MONDAY, **ABOUT), RESUMED)

    assert after.suspended is None
    assert events.all == []


def test_no_officer_beside_a_payment_says_that_it_is_paid() -> None:
    """The treasury's receipt does, at the step that waits for it."""
    legs = [leg("land", [step("assess"), PAYMENT]), leg("tax", [OWES])]
    walk = Walk(process_of({"legs": legs}))
    mine = walk.hold("tax")
    walk.end("complete", leg="land")

    with pytest.raises(ActionNotAllowedError):
        settle_obligation(
            mine.id,
            str(mine.version),
            "confirm-payment",
            actor=officer(),
            cases=InMemoryCases(walk.case),
            history=InMemoryHistory(),
            schedules=InMemorySchedules(COMMUNE),
            events=RecordedEvents(),
            clock=FrozenClock(MONDAY),
        )


def consulted() -> Walk:
    return Walk(process_of({"legs": [leg("ask", [step("opine")]) | OPINION]}))


def test_nobody_is_silent_while_the_work_is_held_up() -> None:
    """No opinion can be given then; once it goes on the limit counts, by the leg's own term."""
    walk = consulted()
    due = walk.case.leg("ask").silent_at
    assert due is not None
    walk.case, walk.at = replace(walk.case, held_since=MONDAY), due - timedelta(minutes=1)
    early = limit_passed(walk.case, "ask", walk.now())
    walk.at = due
    silent = lapse(walk.case, "ask", walk.now())
    put_off = limit_passed(walk.case, "ask", walk.now())
    walk.case, walk.at = replace(walk.case, held_since=None), due + timedelta(hours=1)
    before = walk.case
    over = lapse(before, "ask", walk.now())
    assert over is not None

    assert (early, silent, put_off) == (None, None, LookAgain(at=walk.at))
    assert walk.take(over).status is CaseStatus.APPROVED
    (late,) = changes(before, walk.case)
    assert isinstance(late, Late)
    assert (late.cause, late.due_at) == (Cause.SILENCE, due)


def test_a_limit_that_is_looked_at_again_stands_where_the_calendar_has_it() -> None:
    """The head's decision stops no clock: re-planning amid it, and after it, moves nothing."""
    walk = consulted()
    due = walk.case.leg("ask").silent_at
    assert due is not None
    walk.case, walk.at = replace(walk.case, held_since=MONDAY), due
    cases, events = InMemoryCases(walk.case), RecordedEvents()
    again: list[datetime] = []
    changed = pass_limit(
        DOSSIER,
        lambda case, at: limit_passed(case, "ask", at),
        at=due,
        cases=cases,
        schedules=InMemorySchedules(COMMUNE, INSURANCE),
        events=events,
        new_id=walk.new_id,
        look_again=again.append,
    )
    kept = cases.cases[DOSSIER]

    assert (changed, again, events.all) == (False, [due + timedelta(hours=1)], [])
    assert kept == walk.case == clocks.follow(kept, SCHEDULES)


def test_a_silence_that_nobody_noted_before_the_clock_stopped_is_found_when_it_goes_on() -> None:
    """A minute after that."""
    stopped = clocks.suspend(consulted().case, Suspension.SUPPLEMENT, LATER, SCHEDULES)
    case = clocks.run_on(stopped, MUCH_LATER, None, SCHEDULES, anew=False)

    assert case.leg("ask").silent_at == MUCH_LATER + timedelta(minutes=1)


@pytest.mark.parametrize(
    "steps", [[PAYMENT], [step("assess", hours=1), PAYMENT]], ids=["alone", "behind work"]
)
def test_the_time_of_the_payer_makes_no_leg_late(steps: list[dict[str, Any]]) -> None:
    """The clock stood: the leg is told as finished in time, however long the citizen took."""
    walk = Walk(process_of({"legs": [leg("pay", steps, hours=len(steps) - 1)]}))
    if len(steps) > 1:
        walk.end("complete")
    walk.at = MUCH_LATER
    walk.pay()

    (finished,) = (event for event in walk.said if isinstance(event, LegFinished))
    assert (finished.late, finished.own_due_at) == (False, None)


def corrected(walk: Walk) -> Case:
    """Return the decided case taken back a day later."""
    assert walk.case.decided_at is not None
    walk.at = walk.case.decided_at + timedelta(days=1)
    now = walk.now()
    return reopen_case(walk.case, finished_at=walk.case.decided_at, due_at=None, occasion=now)[0]


def test_a_leg_that_a_payment_ended_goes_on_with_what_it_had_left() -> None:
    """Its clock stood when it ended, so none of the rest is used up."""
    walk = Walk(process_of({"legs": [leg("land", [step("assess"), PAYMENT])]}))
    walk.end("complete")
    walk.at = LATER
    walk.pay()
    case = corrected(walk)

    assert case.leg("land").late_at == walk.at + timedelta(days=1)


def test_a_consultation_taken_back_past_its_term_is_not_silent() -> None:
    """Others had the dossier meanwhile; one taken back inside its term has the rest of it."""
    found: dict[str, object] = {}
    for name, hours in (("past", 8), ("inside", 40)):
        walk = Walk(process_of({"legs": [leg("ask", [step("opine")], hours=hours) | OPINION]}))
        walk.at = LATER
        walk.end("complete")
        found[name] = clocks.follow(corrected(walk), SCHEDULES).leg("ask").silent_at

    assert found == {"past": None, "inside": MUCH_LATER}


@pytest.mark.parametrize("turn", [list, lambda legs: list(reversed(legs))])
def test_of_legs_that_ended_at_one_moment_the_one_behind_the_others_is_worked_on(
    turn: Callable[[list[Any]], list[Any]],
) -> None:
    """However the process is written down."""
    legs = [leg("one", [step("s")]), leg("two", [step("s")], after=["one"])]
    walk = Walk(process_of({"legs": turn(legs)}))
    walk.end("complete", leg="one")
    walk.end("complete", leg="two")

    assert corrected(walk).leg("one").status is LegStatus.FINISHED
