"""Report periods: the statutory ones with their cut-offs, a month, or any stretch of days.

Decree 09/2019/NĐ-CP art. 12 (not compared with the printed text): a quarter runs from the 15th of
the month before it to the 14th of its last month; half a year, nine months and the year start on
15 December.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel.clock import VIETNAM
from kernel.errors import InvalidInputError
from kernel.schedule import in_vietnam
from kernel.text import Text

_STATUTORY = re.compile(r"(2[01][0-9]{2})-(Q[1-4]|H1|9M|Y)")
_MONTH = re.compile(r"(2[01][0-9]{2})-(0[1-9]|1[0-2])")
_STRETCH = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")
_CUT_OFF = 15
_MONTHS = {  # months counted from January between which the period lies; 0 is last December
    "Q1": (0, 3),
    "Q2": (3, 6),
    "Q3": (6, 9),
    "Q4": (9, 12),
    "H1": (0, 6),
    "9M": (0, 9),
    "Y": (0, 12),
}
_NAMES = {
    "Q1": Text(vi="Quý I", en="first quarter of"),
    "Q2": Text(vi="Quý II", en="second quarter of"),
    "Q3": Text(vi="Quý III", en="third quarter of"),
    "Q4": Text(vi="Quý IV", en="fourth quarter of"),
    "H1": Text(vi="6 tháng đầu", en="first six months of"),
    "9M": Text(vi="9 tháng", en="nine months of"),
    "Y": Text(vi="Cả", en="the year"),
}


class PeriodError(InvalidInputError):
    """A report period that cannot be read or runs backwards."""

    slug = "invalid-period"
    title = Text(
        vi="Kỳ báo cáo phải như 2026-Q1, 2026-H1, 2026-9M, 2026-Y, 2026-03 hoặc từ..đến.",
        en="A period must be like 2026-Q1, 2026-H1, 2026-9M, 2026-Y, 2026-03 or from..to.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The half-open stretch [start, end) of Vietnam time that a report covers."""

    name: str
    start: datetime
    end: datetime

    @classmethod
    def parse(cls, name: str) -> Period:
        """Read a period; both days of `2026-01-05..2026-02-10` belong to it. `PeriodError`."""
        if found := _STATUTORY.fullmatch(name):
            first, last = _MONTHS[found[2]]
            year = int(found[1])
            return _between(name, _cut_off(year, first), _cut_off(year, last))
        if found := _MONTH.fullmatch(name):
            year, month = int(found[1]), int(found[2])
            return _between(
                name, date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
            )
        if found := _STRETCH.fullmatch(name):
            return _between(name, _day(found[1]), _day(found[2]) + timedelta(days=1))
        raise PeriodError

    @property
    def first_day(self) -> date:
        """The first day that belongs to the period."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end.date() - timedelta(days=1)

    @property
    def words(self) -> Text:
        """What people call the period, as it stands over a report."""
        if found := _STATUTORY.fullmatch(self.name):
            year, kind = found[1], found[2]
            return Text(vi=f"{_NAMES[kind].vi} năm {year}", en=f"{_NAMES[kind].en} {year}")
        if found := _MONTH.fullmatch(self.name):
            return Text(vi=f"Tháng {int(found[2])} năm {found[1]}", en=f"{self.start:%B %Y}")
        days = f"{self.first_day:%d/%m/%Y} – {self.last_day:%d/%m/%Y}"
        return Text(vi=days, en=days)

    def contains(self, instant: datetime) -> bool:
        """Tell whether an aware instant falls into the period; `InstantError`."""
        return self.start <= in_vietnam(instant) < self.end


def _between(name: str, start: date, end: date) -> Period:
    if start >= end:
        raise PeriodError
    midnight = time()
    return Period(
        name=name,
        start=datetime.combine(start, midnight, VIETNAM),
        end=datetime.combine(end, midnight, VIETNAM),
    )


def _cut_off(year: int, month: int) -> date:
    return date(year, month, _CUT_OFF) if month else date(year - 1, 12, _CUT_OFF)


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise PeriodError from None
    if not 2000 <= day.year <= 2199:  # noqa: PLR2004 - the years the other forms allow
        raise PeriodError
    return day
