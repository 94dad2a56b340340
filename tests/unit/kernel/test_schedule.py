"""Schedules: opening, counting, and the sums of open time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kernel.calendar import CalendarYearMissingError
from kernel.clock import VIETNAM
from kernel.working_time import (
    InstantError,
    Schedule,
    add_working_minutes,
    in_vietnam,
    subtract_working_minutes,
    working_minutes_between,
)


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("wall", "opening"),
    [
        ("2026-03-03T07:30", "2026-03-03T07:30"),  # the first minute
        ("2026-03-03T17:30", "2026-03-03T17:30"),  # the end belongs to the window
        ("2026-03-03T11:30", "2026-03-03T11:30"),
        ("2026-03-03T07:29:59", "2026-03-03T07:30"),
        ("2026-03-03T12:00", "2026-03-03T13:30"),  # lunch
        ("2026-03-03T17:30:01", "2026-03-04T07:30"),
        ("2026-03-06T18:00", "2026-03-09T07:30"),  # Friday evening
        ("2026-02-13T17:31", "2026-02-23T07:30"),  # Tết
        ("2026-01-09T20:00", "2026-01-10T07:30"),  # the Saturday worked
    ],
)
def test_a_closed_office_opens_at_the_next_window(
    schedule: Schedule, wall: str, opening: str
) -> None:
    """An open instant stays, a closed one moves to the next opening."""
    assert schedule.next_opening(at(wall)) == at(opening)
    assert schedule.is_open(at(wall)) is (wall == opening)


@pytest.mark.parametrize(
    ("wall", "opening"),
    [
        ("2026-03-06T11:31", "2026-03-07T08:00"),  # Friday afternoon is closed, Saturday is open
        ("2026-03-07T11:01", "2026-03-09T07:30"),
        ("2026-01-09T12:00", "2026-01-10T07:30"),  # a worked Saturday keeps the Friday's hours
        ("2026-01-10T11:15", "2026-01-10T11:15"),  # 11:00 would be closing on another Saturday
    ],
)
def test_an_agency_keeps_its_own_hours(saturday_desk: Schedule, wall: str, opening: str) -> None:
    """Half days and Saturday desks count; a swapped day has the hours it stands in for."""
    assert saturday_desk.next_opening(at(wall)) == at(opening)


@pytest.mark.parametrize(
    ("wall", "minutes", "end"),
    [
        ("2026-03-02T07:30", 480, "2026-03-02T17:30"),  # a whole day ends in its last minute
        ("2026-03-02T07:30", 240, "2026-03-02T11:30"),
        ("2026-03-02T10:30", 120, "2026-03-02T14:30"),  # over lunch
        ("2026-03-02T11:30", 60, "2026-03-02T14:30"),
        ("2026-03-02T12:15", 60, "2026-03-02T14:30"),  # from inside lunch
        ("2026-03-02T08:15:30", 60, "2026-03-02T09:15:30"),  # seconds are kept
        ("2026-03-06T17:00", 60, "2026-03-09T08:00"),  # over a weekend
        ("2026-01-09T16:30", 120, "2026-01-10T08:30"),  # into the worked Saturday
        ("2026-02-13T16:45", 480, "2026-02-23T16:45"),  # over Tết
        ("2026-03-02T12:00", 0, "2026-03-02T13:30"),
        ("2026-03-02T11:30", 0, "2026-03-02T11:30"),
    ],
)
def test_working_minutes_run_only_while_open(
    schedule: Schedule, wall: str, minutes: int, end: str
) -> None:
    """Minutes outside the windows are skipped; the end of a window still belongs to it."""
    assert add_working_minutes(at(wall), minutes, schedule) == at(end)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02T07:30", "2026-03-02T17:30", 480),
        ("2026-03-02T17:30", "2026-03-02T07:30", -480),
        ("2026-03-02T11:00", "2026-03-02T14:00", 60),
        ("2026-03-02T12:00", "2026-03-02T13:00", 0),
        ("2026-03-06T17:00", "2026-03-09T08:00", 60),
        ("2026-02-13T16:45", "2026-02-23T07:31", 46),
        ("2026-03-02T08:00:30", "2026-03-02T08:02", 1),  # a part of a minute is dropped
        ("2026-03-02T08:02", "2026-03-02T08:00:30", -1),
    ],
)
def test_minutes_between_are_signed_and_count_open_time(
    schedule: Schedule, start: str, end: str, minutes: int
) -> None:
    """The distance in office minutes, negative when the end comes first."""
    assert working_minutes_between(at(start), at(end), schedule) == minutes


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2026-03-02T17:30", 60, "2026-03-02T16:30"),
        ("2026-03-02T14:00", 60, "2026-03-02T11:00"),
        ("2026-03-09T08:00", 60, "2026-03-06T17:00"),
        ("2026-02-23T07:31", 46, "2026-02-13T16:45"),
        ("2026-03-02T12:00", 0, "2026-03-02T11:30"),
        ("2026-03-02T13:45", 15, "2026-03-02T11:30"),  # the closing before, or 13:30: the same
    ],
)
def test_working_minutes_are_counted_back_from_an_end(
    schedule: Schedule, end: str, minutes: int, start: str
) -> None:
    """What is added to it again comes to the same end."""
    found = subtract_working_minutes(at(end), minutes, schedule)

    assert found == at(start)
    assert working_minutes_between(found, at(end), schedule) == minutes


def test_minutes_are_never_taken_back(schedule: Schedule) -> None:
    """A negative number of minutes is a mistake of the caller."""
    with pytest.raises(ValueError, match="-1"):
        subtract_working_minutes(at("2026-03-02T08:00"), -1, schedule)
    with pytest.raises(CalendarYearMissingError):
        subtract_working_minutes(at("2024-01-03T08:00"), 10**6, schedule)
    with pytest.raises(ValueError, match="-1"):
        add_working_minutes(at("2026-03-02T08:00"), -1, schedule)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        ("2026-01-01", "2026-01-10", 6),  # Mon to Fri, and the Saturday worked for the Friday
        ("2026-02-13", "2026-02-23", 1),
        ("2026-03-03", "2026-03-03", 0),
        ("2026-03-04", "2026-03-03", 0),
    ],
)
def test_working_days_after_a_day_up_to_another(
    schedule: Schedule, after: str, until: str, count: int
) -> None:
    """The first day is not counted, the last one is."""
    days = date.fromisoformat(after), date.fromisoformat(until)

    assert schedule.working_days(*days) == count


def test_a_saturday_desk_is_open_on_a_day_that_does_not_count(saturday_desk: Schedule) -> None:
    """Saturday mornings take filings; they are no working days."""
    saturday = date(2026, 3, 7)

    assert saturday_desk.closing(saturday) == at("2026-03-07T11:00")
    assert not saturday_desk.is_working(saturday)
    assert saturday_desk.closing(date(2026, 3, 8)) is None
    assert saturday_desk.end_of_working_day(date(2026, 3, 6), 1) == at("2026-03-09T17:30")


def test_instants_of_any_zone_are_put_on_the_clock_of_vietnam() -> None:
    """The same instant gives the same wall time whatever offset it came with."""
    instant = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    expected = at("2026-03-02T08:00")

    assert in_vietnam(instant).replace(tzinfo=None) == expected.replace(tzinfo=None)
    assert in_vietnam(instant.astimezone(timezone(timedelta(hours=-5)))) == expected
    assert in_vietnam(instant.astimezone(ZoneInfo("Europe/Paris"))) == expected


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 2, 8, 0),  # noqa: DTZ001 - the case under test
        datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Europe/Paris")),  # in summer time
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris")),  # twice
        datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Paris")),  # never
        datetime(9999, 12, 31, 23, 0, tzinfo=UTC),  # past the last year in Vietnam
    ],
)
def test_an_instant_without_one_meaning_is_refused(schedule: Schedule, instant: datetime) -> None:
    """No offset, summer time, or an hour that its change gives twice or never: no guess."""
    with pytest.raises(InstantError):
        schedule.next_opening(instant)


def test_a_calendar_that_ends_too_early_is_an_error(schedule: Schedule) -> None:
    """Each question that needs a later year names it and guesses nothing."""
    last = at("2027-12-31T17:31")
    for question in (
        lambda: schedule.next_opening(last),
        lambda: add_working_minutes(last, 1, schedule),
        lambda: schedule.end_of_working_day(last.date(), 1),
        lambda: schedule.open_time_until(at("2028-01-03T08:00")),
        lambda: schedule.working_days(date(2023, 12, 29), date(2024, 1, 3)),
        lambda: schedule.end_on_or_after(date(2028, 1, 1)),
    ):
        with pytest.raises(CalendarYearMissingError):
            question()
