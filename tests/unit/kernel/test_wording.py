"""Days in English, the same in forms, letters and moves."""

from __future__ import annotations

from datetime import date, datetime

from kernel.clock import VIETNAM
from kernel.wording import day_in_english


def test_every_month_has_its_name() -> None:
    """The year's twelve, without a zero before the day."""
    days = [day_in_english(date(2026, month, 5)) for month in (1, 2, 5, 9, 12)]

    assert days == [
        "5 January 2026",
        "5 February 2026",
        "5 May 2026",
        "5 September 2026",
        "5 December 2026",
    ]


def test_an_instant_is_told_by_its_day() -> None:
    """The hour does not show."""
    evening = datetime(2026, 2, 13, 23, 59, tzinfo=VIETNAM)

    assert day_in_english(evening) == "13 February 2026"
