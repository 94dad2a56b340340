"""Dates in letters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.notification.templates.domain.moment import (
    day_in_words,
    moment_in_words,
    since_in_words,
)


def test_vietnamese_letter_says_hour_minute_day_month_year() -> None:
    """The way offices write an appointment."""
    instant = datetime(2026, 2, 13, 9, 45, tzinfo=UTC)

    assert moment_in_words(instant, "vi") == "16 giờ 45 ngày 13/02/2026"


def test_english_letter_names_the_month() -> None:
    """13/02 and 02/13 cannot be confused."""
    instant = datetime(2026, 2, 13, 9, 5, tzinfo=UTC)

    assert moment_in_words(instant, "en") == "16:05 on 13 February 2026"


def test_instant_without_zone_is_refused() -> None:
    """A naive instant is a fault of ours, not midnight somewhere."""
    with pytest.raises(ValueError, match="aware"):
        moment_in_words(datetime(2026, 2, 13), "vi")  # noqa: DTZ001 -- the point of the test


def test_a_limit_that_lasts_a_day_names_the_day_of_vietnam() -> None:
    """Half past midnight of the 14th there is still the 13th in Greenwich."""
    instant = datetime(2026, 2, 13, 17, 30, tzinfo=UTC)

    assert day_in_words(instant, "vi") == "14/02/2026"
    assert day_in_words(instant, "en") == "14 February 2026"


def test_since_when_something_waits() -> None:
    """In either language."""
    instant = datetime(2026, 2, 13, 9, 45, tzinfo=UTC)

    assert since_in_words(instant, "vi") == "từ 16 giờ 45 ngày 13/02/2026"
    assert since_in_words(instant, "en") == "since 16:45 on 13 February 2026"
