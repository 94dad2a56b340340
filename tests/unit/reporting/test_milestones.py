"""Events become facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from contracts.events.clock import DossierReplanned, SupplementRequested
from contracts.events.intake import DossierRated, DossierSettledOnTheSpot
from contracts.events.lateness import DossierExtended
from contracts.events.routing import StepCompleted
from kernel.clock import VIETNAM
from services.reporting.facts.domain.fact import Kind
from services.reporting.facts.domain.milestone import MILESTONE_EVENTS, facts_of
from services.reporting.subscriptions import Handlers, subscriptions

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
ID = UUID(int=1)
CODE = "H56.14797-261123-0001"


def nothing(*_: object) -> None:
    """Stand in for a handler."""


def test_on_the_spot_is_three_milestones() -> None:
    """So that it is received and resolved like any other dossier."""
    event = DossierSettledOnTheSpot(
        code=CODE,
        procedure="1.001193",
        procedure_version=1,
        case=None,
        channel="desk",
        receiving_agency="H56.14797",
        competent_agency="H56.14797",
        filed_at=AT,
        received_at=AT,
        accepted_at=AT,
        due_at=AT + timedelta(hours=9),
        finished_at=AT + timedelta(minutes=5),
        handed_over_at=AT + timedelta(minutes=6),
        outcome="approved",
        timeliness="on-time",
        officer="officer-017",
        language="vi",
    )
    facts = facts_of(event, ID, 7, recorded_at=AT)

    assert [fact.kind for fact in facts] == [Kind.ACCEPTED, Kind.FINISHED, Kind.HANDED_OVER]
    assert [fact.occurred_at for fact in facts] == [
        event.accepted_at,
        event.finished_at,
        event.handed_over_at,
    ]
    assert {fact.dossier for fact in facts} == {CODE}
    assert facts[1].timeliness == "on-time"


def test_rating_keeps_the_overall_score() -> None:
    """3 very satisfied, 2 satisfied, 1 not yet."""
    event = DossierRated(
        code=CODE,
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.14797",
        overall=3,
        quality=None,
        time=None,
        cost=None,
        rated_at=AT,
        channel="online",
    )

    assert facts_of(event, ID, 7, recorded_at=AT)[0].score == 3


def test_step_keeps_where_and_how_long() -> None:
    """But not who: figures of persons come with their own rules."""
    event = StepCompleted(
        dossier=CODE,
        task="t-1",
        leg="justice",
        step="appraise",
        step_name={"vi": "Thẩm định"},
        agency="H56.14797",
        role="officer",
        officer="officer-017",
        action="complete",
        started_at=AT,
        completed_at=AT + timedelta(hours=2),
        due_at=None,
    )
    (fact,) = facts_of(event, ID, 7, recorded_at=AT)

    assert (fact.kind, fact.agency, fact.leg, fact.step) == (
        Kind.STEP_COMPLETED,
        "H56.14797",
        "justice",
        "appraise",
    )
    assert fact.occurred_at - (fact.started_at or AT) == timedelta(hours=2)


def replanned(clock: str) -> DossierReplanned:
    return DossierReplanned(
        code=CODE,
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        clock=clock,
        old_at=AT + timedelta(days=1),
        new_at=AT + timedelta(days=2),
        provisional=False,
        calendar="vn",
        calendar_version=2,
        ground="12729/VPCP-KGVX",
        replanned_at=AT,
    )


def test_date_moved_by_a_calendar_is_the_date_that_holds() -> None:
    """With its number, by which the last word is told."""
    (fact,) = facts_of(replanned("term"), ID, 7, recorded_at=AT)

    assert (fact.kind, fact.due_at, fact.sequence) == (
        Kind.REPLANNED,
        AT + timedelta(days=2),
        7,
    )


def test_date_an_apology_named_is_the_date_that_holds() -> None:
    """A fact of its own, so that no figure hides that the date was put off."""
    extended = DossierExtended(
        code=CODE,
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        cause="overload",
        old_due_at=AT + timedelta(days=1),
        due_at=AT + timedelta(days=4),
        due_provisional=False,
        extended_at=AT,
        officer="head-1",
    )

    (fact,) = facts_of(extended, ID, 8, recorded_at=AT)

    assert (fact.kind, fact.due_at, fact.occurred_at) == (
        Kind.EXTENDED,
        AT + timedelta(days=4),
        AT,
    )


@pytest.mark.parametrize("clock", ["answer", "supplement"])
def test_limit_moved_by_a_calendar_is_no_fact(clock: str) -> None:
    """A limit beside the term never becomes the due date."""
    assert facts_of(replanned(clock), ID, 7, recorded_at=AT) == ()


@pytest.mark.parametrize(("accepted", "kinds"), [(True, [Kind.SUPPLEMENT_REQUESTED]), (False, [])])
def test_papers_asked_for_stop_the_clock_that_runs(*, accepted: bool, kinds: list[Kind]) -> None:
    """Before acceptance there is none to stop."""
    event = SupplementRequested(
        code=CODE,
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        accepted=accepted,
        requested_at=AT,
        supplement_by=AT + timedelta(days=20),
        officer="officer-017",
    )

    assert [fact.kind for fact in facts_of(event, ID, 7, recorded_at=AT)] == kinds


@pytest.mark.parametrize("event_class", MILESTONE_EVENTS)
def test_every_milestone_is_subscribed_to(event_class: type) -> None:
    """A fact nobody hears of is never counted."""
    table = subscriptions(
        Handlers(
            keep_agency=nothing,
            keep_procedure=nothing,
            keep_officer=nothing,
            record_milestones=nothing,
            count_use=nothing,
        )
    )

    assert event_class in {row.event_class for row in table}
