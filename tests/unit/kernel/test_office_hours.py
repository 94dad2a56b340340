"""Office hours: the standard week, own hours, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.errors import InvalidInputError
from kernel.office_hours import (
    STANDARD_HOURS,
    OfficeHours,
    OfficeHoursError,
    office_hours_from_document,
    office_hours_to_document,
)

FULL = ["07:30-11:30", "13:30-17:30"]
WEEK: dict[str, Any] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), FULL)


def test_the_standard_week_is_monday_to_friday_in_two_halves() -> None:
    """The shipped default is 07:30-11:30 and 13:30-17:30, closed on the weekend."""
    assert [str(w) for w in STANDARD_HOURS.windows(0)] == FULL
    assert [str(w) for w in STANDARD_HOURS.windows(4)] == FULL
    assert STANDARD_HOURS.windows(5) == ()


def test_office_hours_survive_their_document(saturday_hours: OfficeHours) -> None:
    """Writing hours and reading them back gives the same hours."""
    again = office_hours_from_document(office_hours_to_document(saturday_hours))

    assert again == saturday_hours
    assert hash(again) == hash(saturday_hours)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"mon": []}, "/weekly/mon"),
        ({"mon": ["11:30-07:30"]}, "/weekly/mon"),
        ({"mon": ["07:30-07:30"]}, "/weekly/mon"),
        ({"mon": ["07:30-12:00", "11:00-17:00"]}, "/weekly/mon"),
        ({"mon": ["07:30-12:00", "12:00-17:00"]}, "/weekly/mon"),
        ({"mon": ["13:30-17:30", "07:30-11:30"]}, "/weekly/mon"),
        ({"mon": ["7:30-11:30"]}, "/weekly/mon/0"),
        ({"mon": ["07:30-24:00"]}, "/weekly/mon/0"),
        ({"mon": [730]}, "/weekly/mon/0"),
        ({"mon": "07:30-11:30"}, "/weekly/mon"),
        ({"holiday": FULL}, "/weekly/holiday"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(change: dict[str, Any], pointer: str) -> None:
    """Windows run forward, in order, apart, and every working day has one."""
    with pytest.raises(InvalidInputError) as caught:
        office_hours_from_document({"id": "t", "weekly": {**WEEK, **change}})

    assert caught.value.pointer == pointer


def test_a_working_day_cannot_be_left_out() -> None:
    """An agency that is shut on a working day says so in its calendar, not in its hours."""
    week = {name: FULL for name in WEEK if name != "wed"}
    with pytest.raises(InvalidInputError) as caught:
        office_hours_from_document({"id": "t", "weekly": week})

    assert caught.value.pointer == "/weekly/wed"


def test_there_is_no_eighth_weekday() -> None:
    """Weekdays run from Monday 0 to Sunday 6."""
    with pytest.raises(OfficeHoursError):
        OfficeHours(id="t", weekly={**STANDARD_HOURS.weekly, 7: STANDARD_HOURS.windows(0)})
