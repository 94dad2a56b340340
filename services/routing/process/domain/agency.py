"""An agency as routing knows it: where its office clock comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.office_hours import OfficeHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency's code and name, the id of its calendar and its weekly office hours.

    `parent` is the code of the agency above it, `valid_to` its last day where it has one.
    """

    code: str
    name: str
    calendar: str
    office_hours: OfficeHours
    parent: str | None = None
    valid_to: date | None = None
