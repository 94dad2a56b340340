"""Days as people read them, where more than one part writes them."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_in_english(day: date) -> str:
    """Return a day (or the day of an instant) as `13 February 2026`, whatever the locale is."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
