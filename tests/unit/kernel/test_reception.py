"""Reception, answer limits and being in time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kernel.clock import VIETNAM
from kernel.working_time import (
    Channel,
    InstantError,
    RulesMissingError,
    Schedule,
    Term,
    Timeliness,
    answer_limit,
    received,
    rule_book,
    timeliness,
)


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("filed", "counts_as"),
    [
        ("2026-02-13T16:45", "2026-02-13T16:45"),
        ("2026-02-13T17:30", "2026-02-13T17:30"),
        ("2026-02-13T17:45", "2026-02-23T07:30"),
        ("2026-03-03T12:00", "2026-03-03T13:30"),
    ],
)
def test_a_filing_is_received_when_the_office_is_open(
    schedule: Schedule, filed: str, counts_as: str
) -> None:
    """Online at once or at the next opening, at a desk when it is handed in."""
    assert received(at(filed), schedule, at_desk=False) == at(counts_as)
    assert received(at(filed), schedule, at_desk=True) == at(filed)


@pytest.mark.parametrize(
    ("filed", "counts_as"),
    [
        ("2026-11-23T16:29:59", "2026-11-23T16:29:59"),
        ("2026-11-23T16:30", "2026-11-25T07:30"),
        ("2026-11-23T17:30", "2026-11-25T07:30"),
        ("2026-11-23T18:00", "2026-11-25T07:30"),
        ("2026-11-22T16:30", "2026-11-23T07:30"),
        ("2026-11-23T11:15", "2026-11-23T11:15"),  # the hour before lunch is not the last one
    ],
)
def test_the_last_office_hour_is_a_rule_of_its_book(
    schedule: Schedule, filed: str, counts_as: str
) -> None:
    """Within 60 minutes of the day's closing a linked procedure counts from the next opening."""
    book = rule_book("linked-household-business")

    assert received(at(filed), schedule, at_desk=False, rules=book) == at(counts_as)
    assert received(at(filed), schedule, at_desk=True, rules=book) == at(filed)


@pytest.mark.parametrize(
    ("channel", "limit"),
    [
        (Channel.ONLINE, "2026-02-23T16:45"),
        ("partner", "2026-02-23T16:45"),
        ("desk", "2026-02-23T17:30"),
        (Channel.POST, "2026-02-23T17:30"),
    ],
)
def test_the_desk_answers_in_eight_hours_or_one_day(
    schedule: Schedule, channel: str, limit: str
) -> None:
    """Electronic filings within 8 working hours, paper by the end of the next working day."""
    assert answer_limit(at("2026-02-13T16:45"), channel, schedule) == at(limit)


def test_an_unknown_channel_has_no_limit(schedule: Schedule) -> None:
    """A channel that does not exist is a mistake of the caller."""
    with pytest.raises(ValueError, match="pigeon"):
        answer_limit(at("2026-02-13T16:45"), "pigeon", schedule)


@pytest.mark.parametrize(
    ("finished", "term", "expected"),
    [
        ("2026-03-03T23:59", "5wd", Timeliness.EARLY),
        ("2026-03-04T00:00", "5wd", Timeliness.ON_TIME),
        ("2026-03-04T17:30", "15d", Timeliness.ON_TIME),
        ("2026-03-04T20:00", "2m", Timeliness.ON_TIME),  # days are compared by date
        ("2026-03-05T00:00", "0wd", Timeliness.LATE),
        ("2026-03-04T17:29:59", "8wh", Timeliness.EARLY),
        ("2026-03-04T17:30", "8wh", Timeliness.ON_TIME),
        ("2026-03-04T17:30:00.000001", "8wh", Timeliness.LATE),  # hours by instant
    ],
)
def test_in_time_is_by_date_for_days_and_by_instant_for_hours(
    finished: str, term: str, expected: Timeliness
) -> None:
    """Compared with a due date of 4 March 2026, 17:30."""
    assert timeliness(at(finished), at("2026-03-04T17:30"), Term.parse(term)) is expected


def test_the_date_compared_is_that_of_vietnam() -> None:
    """18:00 UTC is already the next day in Vietnam."""
    finished = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)

    assert timeliness(finished, at("2026-03-04T17:30"), Term.parse("5wd")) is Timeliness.LATE


def test_a_naive_instant_is_refused(schedule: Schedule) -> None:
    """An instant without offset is never taken to be local."""
    naive = datetime(2026, 3, 4, 8, 0)  # noqa: DTZ001 - the case under test
    with pytest.raises(InstantError):
        received(naive, schedule, at_desk=True)
    with pytest.raises(InstantError):
        answer_limit(naive, "online", schedule)
    with pytest.raises(InstantError):
        timeliness(naive, at("2026-03-04T17:30"), Term.parse("5wd"))


def test_there_is_no_rule_book_by_a_made_up_name() -> None:
    """Books are chosen by name; an unknown one is an error."""
    with pytest.raises(RulesMissingError):
        rule_book("two-stop")
