"""On which days somebody who is told by mail is at the office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kernel.calendar import Calendar
from kernel.calendar_day import days_from_document
from kernel.clock import VIETNAM
from kernel.office_hours import (
    STANDARD_HOURS,
    office_hours_from_document,
    office_hours_to_document,
)
from kernel.working_time import Schedule
from services.routing.lateness.domain.open_days import open_days
from services.routing.lateness.usecases.find_open_days import find_open_days
from tests.unit.routing.fakes import InMemorySchedules
from tests.unit.routing.samples import COMMUNE, INSURANCE

ROWS = (
    {"from": "2027-02-04", "to": "2027-02-10", "kind": "off", "note": "Tết Đinh Mùi"},
    {
        "date": "2027-02-13",
        "kind": "work",
        "note": "Làm bù",
        "stands_for": "2027-02-11",
        "notice": "1/TB",
    },
    {"date": "2027-02-11", "kind": "off", "note": "Nghỉ hoán đổi", "notice": "1/TB"},
)
CALENDAR = Calendar(
    id="vn",
    version=1,
    days={row.day: row for entry in ROWS for row in days_from_document(entry, "")},
    first_year=2026,
    last_year=2027,
)
SCHEDULE = Schedule(CALENDAR, STANDARD_HOURS)
WEEK: dict[str, Any] = office_hours_to_document(STANDARD_HOURS)
SATURDAYS = office_hours_from_document(
    {"id": "saturday-desk", "weekly": {**WEEK["weekly"], "sat": ["07:30-11:30"]}}
)


def at(day: str, clock: str = "15:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        (at("2027-01-28"), ("2027-01-28", "2027-01-29")),  # Thursday
        (at("2027-01-28", "23:59"), ("2027-01-28", "2027-01-29")),
        (at("2027-01-29"), ("2027-01-29", "2027-02-01")),  # Friday
        (at("2027-01-30"), ("2027-02-01", "2027-02-02")),  # Saturday
        (at("2027-02-03"), ("2027-02-03", "2027-02-12")),  # the eve of Tết
        (at("2027-02-08"), ("2027-02-12", "2027-02-13")),  # in Tết; a Saturday is worked for it
        (at("2027-02-13"), ("2027-02-13", "2027-02-15")),
    ],
)
def test_the_days_are_those_of_the_calendar(told: datetime, days: tuple[str, str]) -> None:
    """Weekends, Tết and a day off in lieu are none; a Saturday worked for another day is one."""
    assert open_days(told, SCHEDULE) == tuple(map(date.fromisoformat, days))


def test_a_desk_of_saturday_is_told_on_saturday() -> None:
    """No working day, but somebody is there; on a Saturday that is off nobody is."""
    schedule = Schedule(CALENDAR, SATURDAYS)

    assert open_days(at("2027-01-29"), schedule)[1] == date(2027, 1, 30)
    assert open_days(at("2027-02-03"), schedule)[1] == date(2027, 2, 12)


def test_nothing_is_held_back_for_want_of_a_calendar() -> None:
    """The calendar ends with the year, or has not arrived: no days are said."""
    known = InMemorySchedules(COMMUNE)

    assert open_days(at("2027-12-31"), SCHEDULE) == ()
    assert len(find_open_days(COMMUNE, at("2027-01-29"), schedules=known)) == 2
    assert find_open_days(INSURANCE, at("2027-01-29"), schedules=known) == ()
