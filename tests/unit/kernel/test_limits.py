"""The limits beside the term: alerts, answers, supplements, apologies, hand-overs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kernel.rules import ONE_STOP_2025
from kernel.working_time import (
    CalendarYearMissingError,
    InstantError,
    Interruption,
    InterruptionKind,
    Limit,
    Rule,
    RuleBook,
    Schedule,
    SupplementEffect,
    Term,
    deadline,
    limits,
    supplement_interruptions,
)
from tests.unit.kernel.instants import at


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        # 2 and 8 working hours of an electronic filing, over Tết and inside a day
        (limits.staff_alert, "2026-02-13T16:45", "2026-02-23T08:45"),
        (limits.head_alert, "2026-02-13T16:45", "2026-02-23T16:45"),
        (limits.staff_alert, "2026-03-02T10:30", "2026-03-02T14:30"),
        (limits.head_alert, "2026-03-02T07:30", "2026-03-02T17:30"),
        # asked within 3 working days of acceptance, answered within 15
        (limits.supplement_request, "2026-03-02T09:00", "2026-03-05T17:30"),
        (limits.supplement_request, "2026-11-20T09:00", "2026-11-26T17:30"),  # 24 November is off
        (limits.supplement_answer, "2026-03-02T09:00", "2026-03-23T17:30"),
        (limits.supplement_answer, "2026-02-06T09:00", "2026-03-06T17:30"),  # over Tết
    ],
)
def test_a_limit_is_as_worked_by_hand(
    schedule: Schedule, limit: Callable[..., Limit], start: str, end: str
) -> None:
    """Counted like a term: hours by the minute, days to the last closing minute."""
    assert limit(at(start), schedule).at == at(end)


@pytest.mark.parametrize(
    ("channel", "end"),
    [
        ("online", "2026-02-23T16:45"),
        ("partner", "2026-02-23T16:45"),
        ("desk", "2026-02-23T17:30"),
        ("post", "2026-02-23T17:30"),
    ],
)
def test_an_answer_is_due_in_eight_hours_or_one_day(
    schedule: Schedule, channel: str, end: str
) -> None:
    """Electronic filings by the hour, paper by the day."""
    assert limits.answer(at("2026-02-13T16:45"), channel, schedule).at == at(end)


@pytest.mark.parametrize(
    ("due", "sent"),
    [
        ("2026-03-04T17:30", "2026-03-03T17:30"),
        ("2026-03-09T17:30", "2026-03-06T17:30"),  # Monday: Sunday is closed, Friday is not
        ("2026-02-23T17:30", "2026-02-13T17:30"),  # the Monday after Tết
        ("2026-03-04T10:00", "2026-03-03T10:00"),  # a term in hours
        ("2026-03-04T12:30", "2026-03-03T11:30"),  # a day before lies in the lunch hour
        ("2026-01-12T17:30", "2026-01-10T17:30"),  # the Saturday worked
    ],
)
def test_an_apology_goes_out_a_day_before_it_is_late(
    schedule: Schedule, due: str, sent: str
) -> None:
    """The last minute of office that is at least a day ahead of the due instant."""
    limit = limits.apology(at(due), schedule)

    assert limit.at == at(sent)
    assert "xin lỗi" in limit.moves[-1].text.vi


def test_an_apology_on_a_half_day_is_still_a_day_ahead(saturday_desk: Schedule) -> None:
    """Due on a Friday 11:30: Thursday's closing would be too late, Thursday 11:30 is not."""
    assert limits.apology(at("2026-03-06T11:30"), saturday_desk).at == at("2026-03-05T11:30")


@pytest.mark.parametrize(
    ("accepted", "handed"),
    [
        ("2026-03-03T09:00", "2026-03-03T17:30"),
        ("2026-03-03T15:00:00", "2026-03-03T17:30"),
        ("2026-03-03T15:00:00.000001", "2026-03-04T07:30"),
        ("2026-03-06T16:00", "2026-03-09T07:30"),
        ("2026-03-07T09:00", "2026-03-09T07:30"),  # a rest day
        ("2026-03-03T06:00", "2026-03-03T17:30"),
        ("2026-02-13T16:45", "2026-02-23T07:30"),
    ],
)
def test_a_dossier_is_handed_over_the_same_day_or_the_next_morning(
    schedule: Schedule, accepted: str, handed: str
) -> None:
    """Up to 15:00 inclusive the same working day, later at the next one's opening."""
    assert limits.hand_over(at(accepted), schedule).at == at(handed)


def test_a_hand_over_after_a_half_day_waits_for_the_next_working_day(
    saturday_desk: Schedule,
) -> None:
    """Friday closes at 11:30; the Saturday desk takes filings but is no working day."""
    assert limits.hand_over(at("2026-03-06T11:45"), saturday_desk).at == at("2026-03-09T07:30")
    assert limits.hand_over(at("2026-03-06T11:15"), saturday_desk).at == at("2026-03-06T11:30")


@pytest.mark.parametrize("term", ["1wd", "5wd", "15d", "1m"])
def test_the_hand_over_limit_never_moves_the_citizens_date(schedule: Schedule, term: str) -> None:
    """Accepted before or after 15:00, the term ends on the same day."""
    early, late = at("2026-03-03T14:59"), at("2026-03-03T15:01")

    assert limits.hand_over(early, schedule).at != limits.hand_over(late, schedule).at
    assert deadline(early, Term.parse(term), schedule).due_at == (
        deadline(late, Term.parse(term), schedule).due_at
    )


def test_every_limit_says_why_in_both_languages(schedule: Schedule) -> None:
    """Rule, ground and words, the days off on the way included."""
    moves = limits.head_alert(at("2026-02-13T16:45"), schedule).moves

    assert [move.rule for move in moves] == [Rule.DAY_OFF, Rule.WORKING_HOURS, Rule.HEAD_ALERT]
    assert moves[-1].text.vi == "Chưa trả lời thì báo thủ trưởng lúc 16:45 ngày 23/02/2026."
    assert moves[-1].text.en == "Unanswered by 16:45 on 23 February 2026, the head is told."
    every = (
        limits.staff_alert,
        limits.supplement_request,
        limits.supplement_answer,
        limits.hand_over,
        limits.apology,
    )
    for limit in every:
        last = limit(at("2026-03-03T09:00"), schedule).moves[-1]
        assert last.ground
        assert last.text.vi != last.text.en


def test_a_limit_over_an_unconfirmed_day_is_provisional(schedule: Schedule) -> None:
    """Over the expected Tết of 2027 every limit may still move."""
    before = at("2027-02-03T16:00")

    assert limits.staff_alert(before, schedule).provisional
    assert limits.hand_over(before, schedule).provisional
    assert limits.apology(at("2027-02-11T17:30"), schedule).provisional
    assert not limits.hand_over(at("2027-02-03T09:00"), schedule).provisional


def test_a_limit_is_refused_without_offset_or_calendar(schedule: Schedule) -> None:
    """Never a guess here either."""
    with pytest.raises(InstantError):
        limits.staff_alert(at("2026-03-03T09:00").replace(tzinfo=None), schedule)
    with pytest.raises(CalendarYearMissingError):
        limits.supplement_answer(at("2027-12-30T09:00"), schedule)
    with pytest.raises(CalendarYearMissingError):
        limits.apology(at("2024-01-01T17:30"), schedule)
    with pytest.raises(ValueError, match="pigeon"):
        limits.answer(at("2026-03-03T09:00"), "pigeon", schedule)


PAUSING = RuleBook(
    name="pausing", sets=(replace(ONE_STOP_2025, supplement_effect=SupplementEffect.PAUSE),)
)


def test_a_supplement_restarts_the_term_or_pauses_it_where_the_rules_say_so(
    schedule: Schedule,
) -> None:
    """Vector (e): asked on day 2, all 15 days run again; under a pausing rule 14 are left."""
    start, term = at("2026-03-02T09:00"), Term.parse("15wd")
    asked, complete = at("2026-03-04T10:00"), at("2026-03-20T15:30")
    shipped = supplement_interruptions(asked, complete)
    pausing = supplement_interruptions(asked, complete, PAUSING)

    assert deadline(start, term, schedule, interruptions=shipped).due_at == at("2026-04-10T17:30")
    assert deadline(start, term, schedule, interruptions=pausing).due_at == at("2026-04-09T17:30")
    assert supplement_interruptions(asked, None) == (
        Interruption(kind=InterruptionKind.STOP, at=asked),
    )
