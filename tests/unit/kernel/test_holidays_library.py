"""The shipped calendar beside the library `holidays`: alike but for what a notice explains."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import holidays
import yaml

from kernel.calendar import calendar_from_document

SHIPPED = Path(__file__).parents[3] / "catalogue" / "calendars" / "vn.yaml"
DIFFERENCES = {
    date(2026, 1, 2): "12729/VPCP-KGVX",  # given off; the library still works on it
    date(2026, 1, 10): "12729/VPCP-KGVX",  # worked for it; the library rests
}


def test_each_difference_from_the_library_has_its_notice() -> None:
    """2024 to 2027, day by day; a new version of the library may make this list shorter."""
    calendar = calendar_from_document(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    library = holidays.country_holidays("VN", years=range(2024, 2028))
    day, differences = date(2024, 1, 1), {}
    while day <= date(2027, 12, 31):
        if library.is_working_day(day) is not calendar.is_working(day):
            row = calendar.special(day)
            differences[day] = row.notice if row else "no row"
        day += timedelta(days=1)

    assert differences == DIFFERENCES


def test_the_days_the_library_guesses_are_not_confirmed() -> None:
    """Tết and National Day of 2027 are computed by it and announced by nobody yet."""
    calendar = calendar_from_document(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    unconfirmed = {row.day for row in calendar.days.values() if not row.confirmed}
    library = holidays.country_holidays("VN", years=2027)

    assert unconfirmed == {
        *(date(2027, 2, day) for day in range(4, 11)),
        date(2027, 9, 2),
        date(2027, 9, 3),
    }
    assert all(day in library for day in unconfirmed)
