"""Calendars: which days are worked, and what a calendar document must look like."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from kernel.calendar import (
    Calendar,
    CalendarYearMissingError,
    DayKind,
    calendar_from_document,
    to_document,
)
from kernel.errors import InvalidInputError


def document(*days: object) -> dict[str, Any]:
    return {"id": "t", "version": 1, "years": {"from": 2026, "to": 2026}, "days": list(days)}


SWAP = {"date": "2026-01-10", "kind": "work", "note": "Làm bù", "stands_for": "2026-01-02"}


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-01-05", True),  # a plain Monday
        ("2026-01-03", False),  # a plain Saturday
        ("2026-01-04", False),  # a plain Sunday
        ("2026-01-02", False),  # a Friday given off
        ("2026-01-10", True),  # the Saturday worked for it
        ("2026-02-16", False),  # first day of a range
        ("2026-02-20", False),  # last day of a range
        ("2026-02-23", True),  # after it
        ("2027-02-05", False),  # off though not confirmed
    ],
)
def test_a_day_is_worked_as_week_and_notices_say(
    calendar: Calendar, day: str, *, working: bool
) -> None:
    """Monday to Friday are worked and the weekend is not, unless a row says otherwise."""
    assert calendar.is_working(date.fromisoformat(day)) is working


def test_an_unconfirmed_row_counts_as_it_stands() -> None:
    """Expected days off are off, and expected working days are worked, until a notice comes."""
    expected = calendar_from_document(
        document(
            {"date": "2026-01-02", "kind": "off", "note": "x", "confirmed": False},
            {**SWAP, "confirmed": False},
        )
    )

    assert not expected.is_working(date(2026, 1, 2))
    assert expected.is_working(date(2026, 1, 10))


def test_only_rows_that_say_so_are_unconfirmed(calendar: Calendar) -> None:
    """A plain day and a day with a final row are confirmed, an expected holiday is not."""
    assert calendar.confirmed(date(2026, 1, 5))
    assert calendar.confirmed(date(2026, 1, 1))
    assert not calendar.confirmed(date(2027, 2, 4))


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2028, 1, 1)])
def test_a_year_outside_the_calendar_is_an_error_and_never_a_guess(
    calendar: Calendar, day: date
) -> None:
    """Asking for a day of a year that is not covered names the year."""
    with pytest.raises(CalendarYearMissingError) as caught:
        calendar.is_working(day)
    with pytest.raises(CalendarYearMissingError):
        calendar.confirmed(day)

    assert caught.value.extra["year"] == day.year


def test_a_calendar_survives_its_document_and_json(calendar: Calendar) -> None:
    """Writing a calendar and reading it back gives the same calendar."""
    written = json.loads(json.dumps(to_document(calendar)))

    assert calendar_from_document(written) == calendar
    assert hash(calendar_from_document(written)) == hash(calendar)


def test_days_may_come_as_yaml_reads_them() -> None:
    """YAML gives dates as dates and a bare off as false; both mean what was written."""
    row = {"date": date(2026, 1, 2), "kind": False, "note": "Nghỉ"}

    assert calendar_from_document(document(row)).days[date(2026, 1, 2)].kind is DayKind.OFF


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"date": "2026-01-02", "kind": "half", "note": "x"}, "/days/0/kind"),
        ({"date": "2026-01-02", "kind": True, "note": "x"}, "/days/0/kind"),
        ({"date": "2026-01-02", "kind": ["off"], "note": "x"}, "/days/0/kind"),
        ({"date": "2026-01-02", "kind": "off"}, "/days/0/note"),
        ({"date": "2026-01-02", "kind": "off", "note": "  "}, "/days/0/note"),
        ({"date": "2026-02-30", "kind": "off", "note": "x"}, "/days/0/date"),
        ({"date": "20260102", "kind": "off", "note": "x"}, "/days/0/date"),
        ({"date": "2026-01-02", "kind": "off", "note": "x", "colour": 1}, "/days/0/colour"),
        ({"date": "2026-01-02", "kind": "off", "note": "x", "notice": 7}, "/days/0/notice"),
        ({"date": "2026-01-02", "kind": "off", "note": "x", "confirmed": 1}, "/days/0/confirmed"),
        ({"kind": "off", "note": "x"}, "/days/0"),
        ({"from": "2026-01-02", "kind": "off", "note": "x"}, "/days/0"),
        ({"from": "2026-01-03", "to": "2026-01-02", "kind": "off", "note": "x"}, "/days/0"),
        ({"date": "2026-01-02", "to": "2026-01-03", "kind": "off", "note": "x"}, "/days/0"),
        ({"date": "2027-01-02", "kind": "off", "note": "x"}, "/days"),
        ({"date": "2026-01-10", "kind": "work", "note": "x"}, "/days/0/stands_for"),
        ({**SWAP, "stands_for": "2026-01-04"}, "/days/0/stands_for"),
        ({**SWAP, "kind": "off"}, "/days/0/stands_for"),
        ("2026-01-02", "/days/0"),
    ],
)
def test_a_wrong_row_is_refused_where_it_is_wrong(row: object, pointer: str) -> None:
    """Every fault of a row is reported with a pointer to it."""
    with pytest.raises(InvalidInputError) as caught:
        calendar_from_document(document(row))

    assert caught.value.pointer == pointer


def test_a_day_must_not_stand_twice() -> None:
    """Two rows of one day contradict one another."""
    row = {"from": "2026-01-01", "to": "2026-01-02", "kind": "off", "note": "x"}
    with pytest.raises(InvalidInputError) as caught:
        calendar_from_document(document(row, {**row, "from": "2026-01-02"}))

    assert caught.value.pointer == "/days/1"


@pytest.mark.parametrize(
    ("member", "value", "pointer"),
    [
        ("id", "", "/id"),
        ("version", 0, "/version"),
        ("version", True, "/version"),
        ("version", "1", "/version"),
        ("years", {"from": 2027, "to": 2026}, "/years"),
        ("years", {"from": 1900, "to": 2026}, "/years/from"),
        ("years", {"from": 2026}, "/years/to"),
        ("years", 2026, "/years"),
        ("days", "none", "/days"),
        ("days", {}, "/days"),
    ],
)
def test_a_wrong_heading_is_refused_where_it_is_wrong(
    member: str, value: object, pointer: str
) -> None:
    """The members around the days are checked as the days are."""
    wrong = deepcopy(document())
    wrong[member] = value
    with pytest.raises(InvalidInputError) as caught:
        calendar_from_document(wrong)

    assert caught.value.pointer == pointer


def test_a_calendar_cannot_be_changed(calendar: Calendar) -> None:
    """A version that dates were computed on stays what it was."""
    with pytest.raises(TypeError):
        calendar.days[date(2026, 3, 3)] = calendar.days[date(2026, 1, 2)]  # type: ignore[index]
