"""Terms of the law as data: `5wd`, `0wd`, `8wh`, `15d`, `2m`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import NamedTuple

from kernel.errors import InvalidInputError
from kernel.text import Text

_MINUTE = 60_000_000  # microseconds
_HOUR = 60 * _MINUTE
_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,3})(wd|wh|d|m)")


class TermError(InvalidInputError):
    """A term that cannot be used: no unit, an unknown one, a negative or missing number."""

    slug = "invalid-term"
    title = Text(
        vi="Thời hạn cần xem lại: phải như 5wd, 0wd, 8wh, 15d hoặc 2m.",
        en="The term needs review: it must be like 5wd, 0wd, 8wh, 15d or 2m.",
    )


@unique
class TermUnit(StrEnum):
    """What a term counts."""

    WORKING_DAYS = "wd"  # working days of the calendar; 0wd is the same day
    WORKING_HOURS = "wh"  # hours inside office windows, by the minute
    CALENDAR_DAYS = "d"  # every day, the end moved off a rest day
    MONTHS = "m"  # the same day of a later month, the end moved off a rest day


_NAMES = {
    TermUnit.WORKING_DAYS: ("ngày làm việc", "working day"),
    TermUnit.WORKING_HOURS: ("giờ làm việc", "working hour"),
    TermUnit.CALENDAR_DAYS: ("ngày", "calendar day"),
    TermUnit.MONTHS: ("tháng", "month"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A number of units, 1 to 9999; 0 only for working days, where it means the same day."""

    amount: int
    unit: TermUnit

    def __post_init__(self) -> None:
        """Raise `TermError` when the amount is out of range."""
        lowest = 0 if self.unit is TermUnit.WORKING_DAYS else 1
        if not lowest <= self.amount <= 9999:  # noqa: PLR2004 - four digits, as it is written
            raise TermError

    @classmethod
    def parse(cls, written: str | None) -> Term:
        """Read a term such as `5wd`.

        Raises `TermError` for anything else, nothing at all included: a procedure without a
        usable term needs review and never gets a guessed one.
        """
        found = _WRITTEN.fullmatch(written or "")
        if found is None:
            raise TermError
        return cls(amount=int(found[1]), unit=TermUnit(found[2]))

    @property
    def by_instant(self) -> bool:
        """Tell whether the term is kept to the minute (hours) and not to the day."""
        return self.unit is TermUnit.WORKING_HOURS

    @property
    def text(self) -> Text:
        """Return the term in words: `5 ngày làm việc`, `5 working days`."""
        return _in_words(self.amount, self.unit)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"


class Left(NamedTuple):
    """What is left of a term: days, months, or microseconds of office time for hours."""

    amount: int
    unit: TermUnit

    @property
    def text(self) -> Text:
        """Return it in words; hours are given with their minutes."""
        if self.unit is not TermUnit.WORKING_HOURS:
            return _in_words(self.amount, self.unit)
        hours, rest = divmod(self.amount, _HOUR)
        if rest == 0:
            return _in_words(hours, self.unit)
        minutes = rest // _MINUTE
        return Text(
            vi=f"{hours} giờ {minutes} phút làm việc", en=f"{hours} h {minutes} min of office time"
        )


def whole(term: Term) -> Left:
    """Return all of `term` as what is left of it."""
    hours = term.unit is TermUnit.WORKING_HOURS
    return Left(term.amount * _HOUR if hours else term.amount, term.unit)


def _in_words(amount: int, unit: TermUnit) -> Text:
    if amount == 0 and unit is TermUnit.WORKING_DAYS:
        return Text(vi="trong ngày", en="the same day")
    vi, en = _NAMES[unit]
    return Text(vi=f"{amount} {vi}", en=f"{amount} {en}{'' if amount == 1 else 's'}")
