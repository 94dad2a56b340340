"""Due dates worked by hand: the vectors of the law, Tết, swaps, cut-offs, months, pauses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kernel.calendar import CalendarYearMissingError
from kernel.clock import VIETNAM
from kernel.working_time import (
    ClockStoppedError,
    Interruption,
    InterruptionError,
    InterruptionKind,
    Rule,
    RulesMissingError,
    Schedule,
    Term,
    deadline,
    deadline_if_filed,
    rule_book,
)


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=VIETNAM)


def stop(wall: str, ground: str | None = None) -> Interruption:
    return Interruption(kind=InterruptionKind.STOP, at=at(wall), ground=ground)


def resume(wall: str) -> Interruption:
    return Interruption(kind=InterruptionKind.RESUME, at=at(wall))


def restart(wall: str) -> Interruption:
    return Interruption(kind=InterruptionKind.RESTART, at=at(wall))


BY_HAND = [
    # the vectors of the design
    ("2026-04-24T09:00", "5wd", "2026-05-06T17:30"),  # (a) Giỗ Tổ, 30 April, 1 May
    ("2025-12-31T10:00", "2wd", "2026-01-06T17:30"),  # (b) 2 January given off
    ("2026-01-08T10:00", "2wd", "2026-01-10T17:30"),  # (c) due on the Saturday worked for it
    # over Tết 2026
    ("2026-02-13T16:45", "0wd", "2026-02-23T17:30"),
    ("2026-02-13T16:45", "1wd", "2026-02-23T17:30"),
    ("2026-02-13T16:45", "5wd", "2026-02-27T17:30"),
    ("2026-02-13T16:45", "2wh", "2026-02-23T08:45"),
    ("2026-02-13T16:45", "8wh", "2026-02-23T16:45"),
    ("2026-02-13T16:45", "5d", "2026-02-23T17:30"),
    ("2026-02-13T16:45", "10d", "2026-02-23T17:30"),
    ("2026-02-13T16:45", "1m", "2026-03-13T17:30"),
    # other years and swaps
    ("2024-04-26T09:00", "3wd", "2024-05-04T17:30"),
    ("2025-04-25T10:00", "2wd", "2025-04-28T17:30"),
    ("2025-04-25T10:00", "5wd", "2025-05-06T17:30"),
    ("2026-08-21T10:00", "1wd", "2026-08-22T17:30"),
    ("2026-08-21T10:00", "7wd", "2026-09-03T17:30"),
    ("2026-11-23T10:00", "1wd", "2026-11-25T17:30"),
    # same day: the cut-off, the rest day, before opening
    ("2026-03-03T15:00:00", "0wd", "2026-03-03T17:30"),
    ("2026-03-03T15:00:00.000001", "0wd", "2026-03-04T17:30"),
    ("2026-03-03T06:00", "0wd", "2026-03-03T17:30"),
    ("2026-03-06T15:01", "0wd", "2026-03-09T17:30"),
    ("2026-03-07T09:00", "0wd", "2026-03-09T17:30"),
    # the day of acceptance is day 0, open or not
    ("2026-03-06T20:00", "1wd", "2026-03-09T17:30"),
    ("2026-03-07T09:00", "1wd", "2026-03-09T17:30"),
    # hours over lunch and night
    ("2026-03-02T10:30", "2wh", "2026-03-02T14:30"),
    ("2026-03-02T07:30", "8wh", "2026-03-02T17:30"),
    ("2026-03-02T17:00", "1wh", "2026-03-03T08:00"),
    # calendar days and months that end on a rest day, or on a day their month has not
    ("2026-03-02T10:00", "5d", "2026-03-09T17:30"),
    ("2026-03-02T10:00", "8d", "2026-03-10T17:30"),
    ("2026-01-31T10:00", "1m", "2026-03-02T17:30"),
    ("2024-01-31T10:00", "1m", "2024-02-29T17:30"),
    ("2025-11-30T10:00", "3m", "2026-03-02T17:30"),
    ("2025-12-10T10:00", "12m", "2026-12-10T17:30"),
]


@pytest.mark.parametrize(("start", "term", "due"), BY_HAND)
def test_a_due_date_is_as_worked_by_hand(
    schedule: Schedule, start: str, term: str, due: str
) -> None:
    """Accepted at the start, the term ends where the calendar on the wall says."""
    assert deadline(at(start), Term.parse(term), schedule).due_at == at(due)


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ("2026-03-06T11:00", "1wh", "2026-03-07T08:30"),  # hours run on the Saturday desk
        ("2026-03-06T11:00", "1wd", "2026-03-09T17:30"),  # days do not count it
        ("2026-03-06T11:00", "1d", "2026-03-09T17:30"),  # nor end on it
        ("2026-03-07T09:00", "0wd", "2026-03-09T17:30"),
        ("2026-03-05T16:00", "1wd", "2026-03-06T11:30"),  # the last minute of a half day
        ("2026-03-06T11:45", "0wd", "2026-03-09T17:30"),  # before 15:00 but already closed
        ("2026-01-09T11:00", "1wh", "2026-01-10T08:00"),  # the swapped Saturday is a Friday
        ("2026-01-09T09:00", "1wd", "2026-01-10T11:30"),
    ],
)
def test_an_agency_with_half_days_and_saturdays_has_its_own_dates(
    saturday_desk: Schedule, start: str, term: str, due: str
) -> None:
    """The agency's own hours decide the minute, the calendar decides the day."""
    assert deadline(at(start), Term.parse(term), saturday_desk).due_at == at(due)


def test_the_last_office_hour_counts_next_morning_only_where_the_book_says_so(
    schedule: Schedule,
) -> None:
    """Vector (d): online on Monday 23 November 16:30, the next day off."""
    filed, term = at("2026-11-23T16:30"), Term.parse("1wd")
    linked = deadline_if_filed(
        filed, term, schedule, at_desk=False, rules=rule_book("linked-household-business")
    )
    plain = deadline_if_filed(filed, term, schedule, at_desk=False)

    assert (linked.received_at, linked.due_at) == (at("2026-11-25T07:30"), at("2026-11-26T17:30"))
    assert linked.moves[0].rule is Rule.LAST_OFFICE_HOUR
    assert (plain.received_at, plain.due_at) == (filed, at("2026-11-25T17:30"))


def test_a_restart_gives_the_whole_term_anew(schedule: Schedule) -> None:
    """Vector (e): asked on day 2, the papers come weeks later, all 15 days run again."""
    term = Term.parse("15wd")
    again = deadline(
        at("2026-03-02T09:00"),
        term,
        schedule,
        interruptions=[stop("2026-03-04T10:00"), restart("2026-03-20T15:30")],
    )

    assert again.due_at == deadline(at("2026-03-20T15:30"), term, schedule).due_at
    assert again.due_at == at("2026-04-10T17:30")
    assert again.received_at == at("2026-03-02T09:00")


@pytest.mark.parametrize(
    ("start", "term", "stopped", "resumed", "due"),
    [
        # (f) stopped on day 10 of 15 with 9 used: 6 are left
        ("2026-03-02T09:00", "15wd", "2026-03-16T10:00", "2026-03-25T14:00", "2026-04-02T17:30"),
        # stopped on the day of acceptance: nothing is used
        ("2026-03-02T09:00", "2wd", "2026-03-02T10:00", "2026-03-02T11:00", "2026-03-04T17:30"),
        # stopped on a Saturday
        ("2026-03-02T09:00", "6wd", "2026-03-07T10:00", "2026-03-12T11:00", "2026-03-16T17:30"),
        # stopped on the last day: one day is left
        ("2026-03-02T09:00", "1wd", "2026-03-03T10:00", "2026-03-10T11:00", "2026-03-11T17:30"),
        # the same day again, by its cut-off
        ("2026-03-02T09:00", "0wd", "2026-03-02T10:00", "2026-03-04T14:00", "2026-03-04T17:30"),
        ("2026-03-02T09:00", "0wd", "2026-03-02T10:00", "2026-03-04T16:00", "2026-03-05T17:30"),
        # hours by the minute: 1 h 30 used, 2 h 30 left
        ("2026-03-02T08:00", "4wh", "2026-03-02T09:30", "2026-03-03T14:00", "2026-03-03T16:30"),
        # nothing left, resumed while closed
        ("2026-03-02T08:00", "1wh", "2026-03-02T09:00", "2026-03-03T12:00", "2026-03-03T13:30"),
        # calendar days: stopped on day 10 of 15, 6 left
        ("2026-03-02T09:00", "15d", "2026-03-12T10:00", "2026-03-20T10:00", "2026-03-26T17:30"),
        ("2026-03-02T09:00", "15d", "2026-03-02T10:00", "2026-03-20T10:00", "2026-04-06T17:30"),
        # ended on Saturday 7th, moved to Monday 9th, stopped on the Sunday between: 1 left
        ("2026-03-02T09:00", "5d", "2026-03-08T10:00", "2026-03-18T10:00", "2026-03-19T17:30"),
        # months become their days: 31, 9 used, 22 left, end moved off a Saturday
        ("2026-03-02T09:00", "1m", "2026-03-12T10:00", "2026-03-20T10:00", "2026-04-13T17:30"),
        # stopped after it had run out: the date stays
        ("2026-03-02T09:00", "2wd", "2026-03-05T10:00", "2026-03-20T10:00", "2026-03-04T17:30"),
        ("2026-03-02T08:00", "1wh", "2026-03-02T09:01", "2026-03-20T10:00", "2026-03-02T09:00"),
    ],
)
def test_a_pause_keeps_what_was_left(
    schedule: Schedule, start: str, term: str, *, stopped: str, resumed: str, due: str
) -> None:
    """The day of stopping is not used up, the day of resuming is not counted; hours by minute."""
    paused = deadline(
        at(start), Term.parse(term), schedule, interruptions=[stop(stopped), resume(resumed)]
    )

    assert paused.due_at == at(due)


def test_there_is_no_date_while_the_clock_stands(schedule: Schedule) -> None:
    """An open stop has no due date, and says what is left."""
    with pytest.raises(ClockStoppedError) as caught:
        deadline(
            at("2026-03-02T09:00"),
            Term.parse("15wd"),
            schedule,
            interruptions=[stop("2026-03-16T10:00")],
        )

    assert caught.value.left.amount == 6
    assert "6 ngày làm việc" in (caught.value.detail or caught.value.title).vi


def test_a_stop_after_the_due_date_leaves_the_date_standing(schedule: Schedule) -> None:
    """A dossier that is late stays late, even while something is waited for."""
    late = deadline(
        at("2026-03-02T09:00"),
        Term.parse("1wd"),
        schedule,
        interruptions=[stop("2026-03-20T10:00")],
    )

    assert late.due_at == at("2026-03-03T17:30")


def test_a_second_pause_takes_from_what_the_first_left(schedule: Schedule) -> None:
    """15 days, 4 used before the first stop and 2 before the second: 9 are left."""
    twice = deadline(
        at("2026-03-02T09:00"),
        Term.parse("15wd"),
        schedule,
        interruptions=[
            stop("2026-03-09T10:00"),
            resume("2026-03-10T10:00"),
            stop("2026-03-13T10:00"),
            resume("2026-03-16T10:00"),
        ],
    )

    assert twice.due_at == at("2026-03-27T17:30")


@pytest.mark.parametrize(
    "interruptions",
    [
        [resume("2026-03-03T10:00")],
        [stop("2026-03-03T10:00"), stop("2026-03-04T10:00")],
        [stop("2026-03-04T10:00"), resume("2026-03-03T10:00")],
        [stop("2026-03-01T10:00")],
        [restart("2026-03-10T10:00"), stop("2026-03-09T10:00")],
    ],
)
def test_interruptions_out_of_order_are_refused(
    schedule: Schedule, interruptions: list[Interruption]
) -> None:
    """Resumed without a stop, stopped twice, or before what came earlier."""
    with pytest.raises(InterruptionError):
        deadline(at("2026-03-02T09:00"), Term.parse("15wd"), schedule, interruptions=interruptions)


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
    assert moves[3].text.en.endswith("2 working days end at 17:30 on 6 January 2026.")
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
