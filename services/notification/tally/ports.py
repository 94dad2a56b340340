"""What counting needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.notification.tally.domain.figures import Line


class Tally(Protocol):
    """The days that are counted for good, and the notices of those that are not."""

    def last_day(self) -> date | None:
        """Return the last day that is counted for good; None before the first."""
        ...

    def begun_after(self, day: date | None) -> datetime | None:
        """Return when the first notice behind a day was queued, None without one."""
        ...

    def keep(self, day: date, now: datetime) -> bool:
        """Count a day for good; False where somebody else did."""
        ...

    def figures(self, first: date, last: date, agencies: Sequence[str] | None) -> Sequence[Line]:
        """Return the figures of days, both included, of some agencies or (None) of all.

        The total is there always, the others where something is counted.
        """
        ...
