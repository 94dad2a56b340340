"""Due dates worked by hand: the vectors of the law, Tết, swaps, cut-offs, months, pauses."""

from __future__ import annotations

import pytest

from kernel.working_time import (
    Rule,
    Schedule,
    Term,
    deadline,
    deadline_if_filed,
    rule_book,
)
from tests.unit.kernel.instants import at

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
    assert [move.rule for move in linked.moves][:2] == [Rule.DAY_OFF, Rule.LAST_OFFICE_HOUR]
    assert (plain.received_at, plain.due_at) == (filed, at("2026-11-25T17:30"))
