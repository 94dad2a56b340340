"""Why a date is what it is: provisional days, moves in words, rules and calendars in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kernel.calendar import CalendarYearMissingError
from kernel.working_time import (
    Rule,
    RulesMissingError,
    Schedule,
    Term,
    deadline,
    deadline_if_filed,
    rule_book,
)
from tests.unit.kernel.instants import at, restart, resume, stop


@pytest.mark.parametrize(
    ("start", "term", "provisional"),
    [
        ("2027-02-03T09:00", "1wd", True),  # counts over the expected Tết
        ("2027-02-02T09:00", "1wd", False),  # ends before it
        ("2027-02-10T09:00", "1wd", False),  # starts on its last day, which is day 0
        ("2027-01-25T09:00", "15d", True),  # ends inside it and is moved
        ("2027-01-25T09:00", "17d", False),  # ends after it: calendar days count it anyway
        ("2027-02-03T16:00", "2wh", True),
        ("2027-02-03T09:00", "2wh", False),
        ("2027-02-03T16:00", "0wd", True),
        ("2027-02-03T09:00", "0wd", False),
    ],
)
def test_a_date_that_an_unconfirmed_day_may_move_is_provisional(
    schedule: Schedule, start: str, term: str, *, provisional: bool
) -> None:
    """Off but not confirmed counts as off, and the date says that it may still move."""
    assert deadline(at(start), Term.parse(term), schedule).provisional is provisional


def test_a_pause_over_an_unconfirmed_holiday_is_not_moved_by_it(schedule: Schedule) -> None:
    """Only the days that were counted matter; a restart forgets what ran before it."""
    term = Term.parse("3wd")
    over = [stop("2027-02-02T10:00"), resume("2027-02-12T10:00")]
    after = [stop("2027-02-11T10:00"), resume("2027-02-12T10:00")]
    anew = [restart("2027-02-12T10:00")]
    start = at("2027-02-01T09:00")
    before_tet = at("2027-02-03T09:00")

    assert not deadline(start, term, schedule, interruptions=over).provisional
    assert deadline(before_tet, term, schedule, interruptions=after).provisional
    assert not deadline(before_tet, term, schedule, interruptions=anew).provisional


def test_a_filing_while_closed_counts_from_the_next_opening(schedule: Schedule) -> None:
    """Filed online on a Sunday it is received on Monday; at a desk when it is handed in."""
    sunday, term = at("2026-03-01T10:00"), Term.parse("1wd")
    online = deadline_if_filed(sunday, term, schedule, at_desk=False)
    desk = deadline_if_filed(sunday, term, schedule, at_desk=True)

    assert (online.received_at, online.due_at) == (at("2026-03-02T07:30"), at("2026-03-03T17:30"))
    assert online.moves[0].rule is Rule.OFFICE_CLOSED
    assert (desk.received_at, desk.due_at) == (sunday, at("2026-03-02T17:30"))


def test_papers_filed_while_closed_restart_at_the_next_opening(schedule: Schedule) -> None:
    """A restart by filing equals filing anew, receptions included; a pause is left as it is."""
    term, sunday = Term.parse("3wd"), "2026-03-08T10:00"
    again = deadline_if_filed(
        at("2026-03-02T09:00"),
        term,
        schedule,
        at_desk=False,
        interruptions=[stop("2026-03-03T10:00"), restart(sunday)],
    )
    fresh = deadline_if_filed(at(sunday), term, schedule, at_desk=False)

    assert again.due_at == fresh.due_at == at("2026-03-12T17:30")
    assert Rule.OFFICE_CLOSED in [move.rule for move in again.moves]


def test_a_reception_moved_over_an_unconfirmed_day_is_provisional(schedule: Schedule) -> None:
    """Filed into the expected Tết, even the start may still move."""
    moved = deadline_if_filed(at("2027-02-05T10:00"), Term.parse("1wd"), schedule, at_desk=False)

    assert moved.provisional
    assert moved.received_at == at("2027-02-11T07:30")


def test_every_move_names_rule_ground_and_reason_in_both_languages(schedule: Schedule) -> None:
    """Vector (b) explained: the start, the holiday, the swapped day by its notice, the end."""
    moves = deadline(at("2025-12-31T10:00"), Term.parse("2wd"), schedule).moves

    assert [(move.rule, move.at) for move in moves] == [
        (Rule.START, at("2025-12-31T10:00")),
        (Rule.DAY_OFF, at("2026-01-01T00:00")),
        (Rule.DAY_OFF, at("2026-01-02T00:00")),
        (Rule.WORKING_DAYS, at("2026-01-06T17:30")),
    ]
    assert moves[2].ground == "12729/VPCP-KGVX"
    assert moves[2].text.vi == "Không tính 02/01/2026: Nghỉ hoán đổi."
    assert moves[2].text.en == "2 January 2026 not counted: Nghỉ hoán đổi."
    assert moves[3].text.vi.endswith("hết 2 ngày làm việc là 17:30 ngày 06/01/2026.")
    assert moves[3].text.en.endswith("the term of 2 working days ends at 17:30 on 6 January 2026.")
    assert all(move.ground and move.text.vi and move.text.en for move in moves)


def test_days_of_one_notice_are_one_move(schedule: Schedule) -> None:
    """The five days of Tết read as one stretch, a swapped working day as counted."""
    tet = deadline(at("2026-02-13T16:45"), Term.parse("1wd"), schedule).moves[1]
    expected = deadline(at("2027-02-03T09:00"), Term.parse("1wd"), schedule).moves[1]
    swapped = deadline(at("2026-01-08T10:00"), Term.parse("2wd"), schedule).moves[1]

    assert tet.text.vi == "Không tính 16/02/2026 đến 20/02/2026: Tết Bính Ngọ."
    assert expected.text.en.endswith("Tết Đinh Mùi (not confirmed yet).")
    assert swapped.rule is Rule.SWAPPED_DAY
    assert swapped.text.en == "10 January 2026 counted: Làm bù."


def test_stops_and_ends_on_rest_days_are_explained(schedule: Schedule) -> None:
    """A sector rule is cited as the ground of a stop; the move off a rest day is its own move."""
    paused = deadline(
        at("2026-03-02T09:00"),
        Term.parse("1m"),
        schedule,
        interruptions=[
            stop("2026-03-12T10:00", "Nghị định 101/2024/NĐ-CP"),
            resume("2026-03-20T10:00"),
        ],
    )

    assert [move.rule for move in paused.moves] == [
        Rule.START,
        Rule.STOP,
        Rule.RESUME,
        Rule.CALENDAR_DAYS,
        Rule.REST_DAY,
    ]
    assert paused.moves[1].ground == "Nghị định 101/2024/NĐ-CP"
    assert paused.moves[1].text.vi == "Dừng tính thời hạn từ 10:00 ngày 12/03/2026, còn 22 ngày."


def test_holidays_before_a_stop_are_explained_too(schedule: Schedule) -> None:
    """Days off that were not counted before the stop stay among the reasons."""
    paused = deadline(
        at("2025-12-31T09:00"),
        Term.parse("5wd"),
        schedule,
        interruptions=[stop("2026-01-06T10:00"), resume("2026-01-07T10:00")],
    )
    hours = deadline(
        at("2025-12-31T09:00"),
        Term.parse("16wh"),
        schedule,
        interruptions=[stop("2026-01-05T10:00"), resume("2026-01-07T10:00")],
    )

    assert [move.rule for move in paused.moves][:4] == [
        Rule.START,
        Rule.DAY_OFF,
        Rule.DAY_OFF,
        Rule.STOP,
    ]
    assert [move.rule for move in hours.moves][1:3] == [Rule.DAY_OFF, Rule.DAY_OFF]


def test_the_rules_in_force_on_the_first_day_decide(schedule: Schedule) -> None:
    """Until 30 June 2025 the old decree is the ground, from 1 July the new one."""
    term = Term.parse("1wd")
    before = deadline(at("2025-06-30T09:00"), term, schedule).moves[0].ground
    since = deadline(at("2025-07-01T09:00"), term, schedule).moves[0].ground

    assert "61/2018" in before
    assert "118/2025" in since
    with pytest.raises(RulesMissingError):
        deadline(
            at("2024-03-01T09:00"), term, schedule, rules=rule_book("linked-household-business")
        )


@pytest.mark.parametrize("term", ["1wd", "1wh", "1d", "12m"])
def test_a_calendar_that_ends_too_early_gives_no_date(schedule: Schedule, term: str) -> None:
    """Each unit refuses to count into a year that nobody has published."""
    with pytest.raises(CalendarYearMissingError) as caught:
        deadline(at("2027-12-31T17:30"), Term.parse(term), schedule)

    assert caught.value.extra["year"] == 2028


def test_a_start_before_the_calendar_gives_no_date(schedule: Schedule) -> None:
    """The day of acceptance itself must be covered."""
    with pytest.raises(CalendarYearMissingError):
        deadline(at("2023-12-29T09:00"), Term.parse("30d"), schedule)


def test_calendar_days_alone_do_not_carry_the_calendar(schedule: Schedule) -> None:
    """The end of a term in calendar days is the day so many days later."""
    start = at("2026-03-02T09:00")
    due = deadline(start, Term.parse("9d"), schedule).due_at

    assert due.date() - start.date() == timedelta(days=9)
    assert due.date() == date(2026, 3, 11)
