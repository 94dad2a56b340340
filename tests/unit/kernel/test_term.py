"""Terms: the written form, the words, and what is never guessed."""

from __future__ import annotations

import pytest

from kernel.term import Left, Term, TermError, TermUnit, whole


@pytest.mark.parametrize(
    ("written", "amount", "unit", "vi", "en"),
    [
        ("5wd", 5, TermUnit.WORKING_DAYS, "5 ngày làm việc", "5 working days"),
        ("0wd", 0, TermUnit.WORKING_DAYS, "trong ngày", "the same day"),
        ("1wh", 1, TermUnit.WORKING_HOURS, "1 giờ làm việc", "1 working hour"),
        ("15d", 15, TermUnit.CALENDAR_DAYS, "15 ngày", "15 calendar days"),
        ("2m", 2, TermUnit.MONTHS, "2 tháng", "2 months"),
    ],
)
def test_a_term_is_read_written_and_said(
    written: str, amount: int, unit: TermUnit, vi: str, en: str
) -> None:
    """Each unit reads from its short form, writes back the same and has words."""
    term = Term.parse(written)

    assert (term.amount, term.unit) == (amount, unit)
    assert str(term) == written
    assert (term.text.vi, term.text.en) == (vi, en)
    assert term.by_instant is (unit is TermUnit.WORKING_HOURS)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "5",
        "wd",
        "5 wd",
        "-1wd",
        "+5wd",
        "5WD",
        "5w",
        "1.5wd",
        "05wd",
        "10000wd",
        "0wh",
        "0d",
        "0m",
        "५wd",
        "5wd\n",
        "5days",
        "5wd5wd",
    ],
)
def test_an_unusable_term_needs_review_and_is_never_guessed(written: str | None) -> None:
    """No unit, an unknown one, nothing at all, a sign, a fraction: all refused."""
    with pytest.raises(TermError):
        Term.parse(written)


def test_a_negative_amount_is_refused_however_the_term_is_made() -> None:
    """The range holds for terms that were not read from text as well."""
    with pytest.raises(TermError):
        Term(amount=-1, unit=TermUnit.WORKING_DAYS)


def test_what_is_left_of_hours_is_said_with_its_minutes() -> None:
    """Whole hours read like a term, a part of one names the minutes."""
    assert whole(Term.parse("2wh")).text.vi == "2 giờ làm việc"
    assert Left(150 * 60_000_000, TermUnit.WORKING_HOURS).text.vi == "2 giờ 30 phút làm việc"
    assert Left(0, TermUnit.WORKING_HOURS).text.en == "0 working hours"
