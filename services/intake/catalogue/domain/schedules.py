"""Which minutes are open at an agency: its office hours on its calendar."""

from __future__ import annotations

from functools import lru_cache

from kernel.calendar import Calendar
from kernel.office_hours import OfficeHours
from kernel.schedule import Schedule

NATIONAL_CALENDAR = "vn"
"""The calendar used where no agency is named."""


@lru_cache(maxsize=64)
def schedule_for(calendar: Calendar, hours: OfficeHours) -> Schedule:
    """Return the schedule of these hours on this calendar; building one takes milliseconds."""
    return Schedule(calendar, hours)
