"""What became of the notices of a period, for its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.notification.tally.domain.figures import Line
from services.notification.tally.ports import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The figures of a period; up to the day `settled_to` they will not change any more."""

    lines: Sequence[Line]
    settled_to: date | None


def count_notices(
    first: date, last: date, agencies: Sequence[str] | None, *, tally: Tally
) -> Counted:
    """Return the figures of the days from `first` to `last`, of some agencies or (None) of all."""
    return Counted(lines=tally.figures(first, last, agencies), settled_to=tally.last_day())
