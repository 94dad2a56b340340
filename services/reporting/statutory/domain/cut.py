"""Up to which instant a report counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel.clock import VIETNAM
from kernel.errors import InvalidInputError
from kernel.period import Period
from kernel.text import Text


class PeriodNotBegunError(InvalidInputError):
    """Nothing of the period has passed at the instant the report is asked for."""

    slug = "period-not-begun"
    title = Text(vi="Kỳ báo cáo chưa bắt đầu.", en="The period has not begun.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a report counts: facts of [start, cut), open dossiers as they stood at `cut`.

    `last_day` is the day the report looks back from: a day term due on it is still in time
    (on time goes by date), an hour term is in time while its instant is not past.
    """

    start: datetime
    cut: datetime

    @property
    def last_day(self) -> date:
        """Return the last day that is (partly) counted, in Vietnam."""
        return (self.cut - timedelta(microseconds=1)).astimezone(VIETNAM).date()


def span_of(period: Period, as_of: datetime) -> Span:
    """Return what to count of the period as of an instant; raises `PeriodNotBegunError`."""
    if as_of <= period.start:
        raise PeriodNotBegunError
    return Span(start=period.start, cut=min(period.end, as_of))
