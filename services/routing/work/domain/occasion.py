"""What a transition takes from the world: the instant, the office clocks, fresh ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.working_time import CalendarYearMissingError, Schedule, add_working_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The instant `at`, the office clock of every agency of the case, and where ids come from."""

    at: datetime
    schedules: Mapping[str, Schedule]
    new_id: Callable[[], UUID]

    def due(self, agency: str, minutes: int, within: datetime | None) -> datetime | None:
        """Return `minutes` of the agency's office time from now, `within` at the latest.

        Where the calendar does not reach that far, `within` alone is the limit: a step has no
        later date than its dossier, and an officer must not be held up by next year's notice.
        """
        try:
            due = add_working_minutes(self.at, minutes, self.schedules[agency])
        except CalendarYearMissingError:
            return within
        return due if within is None else min(due, within)
