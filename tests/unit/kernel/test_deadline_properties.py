"""What holds for every start, term and pause, and an oracle that walks the calendar day by day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kernel.working_time import (
    Schedule,
    Term,
    TermUnit,
    add_working_minutes,
    working_minutes_between,
)
from tests.unit.kernel.properties import (
    ALWAYS,
    EXAMPLES,
    due,
    instants,
    offsets,
    schedules,
    terms,
)


@ALWAYS
@given(first=instants, second=instants, term=terms)
def test_a_later_start_is_never_due_earlier(
    office: Schedule, first: datetime, second: datetime, term: Term
) -> None:
    """Monotone in the start, for every unit."""
    first, second = sorted((first, second))

    assert due(first, term, office) <= due(second, term, office)


@ALWAYS
@given(start=instants, term=terms, more=st.integers(1, 5))
def test_a_longer_term_is_never_due_earlier(
    office: Schedule, start: datetime, term: Term, more: int
) -> None:
    """Monotone in the amount, for every unit."""
    longer = Term(amount=term.amount + more, unit=term.unit)

    assert due(start, term, office) <= due(start, longer, office)


@ALWAYS
@given(start=instants, term=terms)
def test_nothing_is_ever_due_while_closed_or_before_its_start(
    office: Schedule, start: datetime, term: Term
) -> None:
    """A due instant lies in office hours; terms in days end with a worked day."""
    end = due(start, term, office)

    assert office.is_open(end)
    assert end >= start
    if not term.by_instant:
        assert office.is_working(end.date())
        assert end == office.closing(end.date())


@ALWAYS
@given(start=instants, one=st.integers(0, 5000), other=st.integers(0, 5000))
def test_working_minutes_add_up(office: Schedule, start: datetime, one: int, other: int) -> None:
    """First some minutes and then others are all of them at once."""
    in_two = add_working_minutes(add_working_minutes(start, one, office), other, office)

    assert in_two == add_working_minutes(start, one + other, office)


@ALWAYS
@given(start=instants, one=st.integers(1, 60), other=st.integers(1, 60))
def test_working_days_add_up(office: Schedule, start: datetime, one: int, other: int) -> None:
    """The n-th working day after the m-th is the (n + m)-th."""
    first = due(start, Term(amount=one, unit=TermUnit.WORKING_DAYS), office)
    second = due(first, Term(amount=other, unit=TermUnit.WORKING_DAYS), office)

    assert second == due(start, Term(amount=one + other, unit=TermUnit.WORKING_DAYS), office)


@ALWAYS
@given(start=instants, minutes=st.integers(0, 20_000))
def test_minutes_between_give_back_the_minutes_added(
    office: Schedule, start: datetime, minutes: int
) -> None:
    """Adding and measuring are inverse, and measuring backwards changes the sign only."""
    end = add_working_minutes(start, minutes, office)

    assert working_minutes_between(start, end, office) == minutes
    assert working_minutes_between(end, start, office) == -minutes


@ALWAYS
@given(office=schedules(), first=instants, second=instants, term=terms)
def test_any_calendar_keeps_dates_in_order_and_inside_office_hours(
    office: Schedule, first: datetime, second: datetime, term: Term
) -> None:
    """Half days, closures and swaps of any kind: monotone in the start, never due while closed."""
    first, second = sorted((first, second))
    ends = due(first, term, office), due(second, term, office)

    assert ends[0] <= ends[1]
    assert all(office.is_open(end) for end in ends)
    assert all(term.by_instant or office.is_working(end.date()) for end in ends)


@ALWAYS
@given(start=instants, term=terms, offset=offsets)
def test_the_offset_of_the_instant_does_not_matter(
    office: Schedule, start: datetime, term: Term, offset: timezone
) -> None:
    """The same instant written with another offset gives the same date."""
    assert due(start.astimezone(offset), term, office) == due(start, term, office)
    assert due(start.astimezone(UTC), term, office).utcoffset() == timedelta(hours=7)


@ALWAYS
@given(
    start=instants,
    term=terms,
    zone=st.sampled_from(["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati"]),
)
def test_no_zone_of_the_machine_changes_a_date(
    office: Schedule, start: datetime, term: Term, zone: str
) -> None:
    """The same question on a server in any zone, for every unit."""
    here = due(start, term, office)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", zone)
        time.tzset()
        there = due(start, term, office)
    time.tzset()

    assert there == here
    assert there.isoformat() == here.isoformat()


@pytest.fixture
def machine_zone(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """Set the zone of the machine, and put it back."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize(
    "machine_zone", ["UTC", "America/New_York", "Pacific/Kiritimati"], indirect=True
)
@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2026-02-13T23:30+00:00", "1wd", "2026-02-23T17:30"),  # Saturday morning in Vietnam
        ("2026-03-08T17:30+00:00", "0wd", "2026-03-09T17:30"),  # Monday 00:30 in Vietnam
        ("2026-03-29T01:30+00:00", "8wh", "2026-03-30T17:30"),
        ("2026-02-28T20:00-05:00", "1m", "2026-04-01T17:30"),
    ],
)
def test_the_zone_of_the_machine_does_not_matter(
    schedule: Schedule, machine_zone: str, start: str, term: str, end: str
) -> None:
    """A server in another zone, with summer time or a day ahead, computes the same."""
    found = due(datetime.fromisoformat(start), Term.parse(term), schedule)

    assert found.isoformat() == f"{end}:00+07:00", machine_zone


@ALWAYS
@given(start=instants, amount=st.integers(1, 60))
def test_working_days_agree_with_walking_the_calendar(
    schedule: Schedule, start: datetime, amount: int
) -> None:
    """The search by halves finds the day that counting on the fingers finds."""
    day, left = start.date(), amount
    while left:
        day += timedelta(days=1)
        left -= schedule.calendar.is_working(day)

    assert due(start, Term(amount=amount, unit=TermUnit.WORKING_DAYS), schedule).date() == day


@settings(parent=ALWAYS, max_examples=min(EXAMPLES, 200))  # walking takes long
@given(start=instants, minutes=st.integers(1, 1500))
def test_working_minutes_agree_with_walking_minute_by_minute(
    office: Schedule, start: datetime, minutes: int
) -> None:
    """The running sums find the minute that a clock on the wall finds."""
    start = start.replace(second=0, microsecond=0)
    now, left = start, minutes
    while left:
        now += timedelta(minutes=1)
        assume((now - start).days < 40)
        # The minute that ends now was open when both its ends lie in one window.
        left -= any(
            opens <= _of_day(now) - 1 and _of_day(now) <= closes
            for opens, closes in _windows(office, now.date())
        )

    assert add_working_minutes(start, minutes, office) == now


def _of_day(instant: datetime) -> int:
    return instant.hour * 60 + instant.minute


def _windows(office: Schedule, day: date) -> list[tuple[int, int]]:
    row = office.calendar.special(day)
    if row is not None and not office.calendar.is_working(day):
        return []
    weekday = day.weekday() if row is None or row.stands_for is None else row.stands_for.weekday()
    own = None if row is None else row.hours
    return [
        (w.opens.hour * 60 + w.opens.minute, w.closes.hour * 60 + w.closes.minute)
        for w in own or office.office_hours.windows(weekday)
    ]
