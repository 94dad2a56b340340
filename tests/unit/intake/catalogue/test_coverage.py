"""Coverage is at the door ÷ announced, each code once; lag runs from the day a content holds."""

from __future__ import annotations

from datetime import date

from services.intake.catalogue.domain.coverage import Announced, Door, Lag, Share, coverage

ON = date(2026, 11, 23)


def door(code: str, published_on: date | None = None, field: str = "Hộ tịch") -> Door:
    return Door(code=code, field=field, valid_from=date(2026, 7, 1), published_on=published_on)


def waiting(code: str, *, needs_review: bool = False, field: str = "Hộ tịch") -> Announced:
    return Announced(code=code, field=field, needs_review=needs_review)


def test_what_can_be_filed_is_counted_once() -> None:
    """By field too; a code that was announced and published is one procedure."""
    found = coverage(
        ON,
        [door("1.000001"), door("1.000002", field="Đất đai")],
        [
            waiting("1.000001", needs_review=True),
            waiting("1.000003", needs_review=True),
            waiting("1.000004"),
        ],
    )

    assert (found.whole.announced, found.whole.at_the_door, found.whole.share) == (4, 2, 0.5)
    assert found.needs_review == 1
    assert found.fields == (
        Share(field="Hộ tịch", announced=3, at_the_door=1),
        Share(field="Đất đai", announced=1, at_the_door=1),
    )


def test_lag_is_told_of_what_is_known() -> None:
    """Published before its day is on time; what nobody wrote down is not counted."""
    found = coverage(
        ON,
        [
            door("1.000001", date(2026, 6, 20)),
            door("1.000002", date(2026, 7, 11)),
            door("1.000003", date(2026, 7, 4)),
            door("1.000004"),
        ],
        [],
    )

    assert found.lag == Lag(procedures=3, late=2, median_days=3, longest_days=10)


def test_nothing_announced_is_no_share() -> None:
    """Not a hundred per cent and not none."""
    found = coverage(ON, [], [])

    assert (found.whole.share, found.lag.median_days, found.fields) == (None, None, ())
