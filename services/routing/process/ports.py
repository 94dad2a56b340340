"""What the use cases of this area need from outside."""

from __future__ import annotations

from typing import Protocol

from contracts.events.intake import ProcedurePublished
from kernel.calendar import Calendar
from kernel.working_time import Schedule
from services.routing.process.domain.agency import Agency
from services.routing.process.domain.procedure import ProcedureVersion


class Procedures(Protocol):
    """Copies of the published versions of procedures; a version never changes."""

    def add(self, procedure: ProcedureVersion) -> None:
        """Keep a version; one already kept stays as it is."""
        ...

    def find(self, code: str, version: int) -> ProcedureVersion | None:
        """Return a version, or None while it has not arrived."""
        ...


class Agencies(Protocol):
    """Copies of the agencies, newest state only."""

    def put(self, agency: Agency) -> None:
        """Keep an agency, in place of what was known of it."""
        ...

    def find(self, code: str) -> Agency | None:
        """Return an agency, or None while it has not arrived."""
        ...


class Calendars(Protocol):
    """Copies of the calendars, newest version only."""

    def put(self, calendar: Calendar) -> None:
        """Keep a version of a calendar unless a newer one is kept."""
        ...

    def find(self, calendar: str) -> Calendar | None:
        """Return the newest version, or None while none has arrived."""
        ...


class Schedules(Protocol):
    """The office clocks of agencies, put together from their copies."""

    def of(self, agency_code: str) -> Schedule:
        """Return the office clock of an agency.

        Raises `ReferenceMissingError` while the agency or its calendar has not arrived.
        """
        ...


class Catalogue(Protocol):
    """The owner of the reference data, asked when something is needed before its event."""

    def procedure(self, code: str, version: int) -> ProcedurePublished | None:
        """Return a version as it was published; None when there is none, `UnavailableError`."""
        ...

    def say_again(self, subject: str) -> None:
        """Ask for every event of a subject (`agency/H56`, `calendar/vn`) once more.

        What changes over time is taken from its events alone, so that their order holds.
        Raises `UnavailableError`.
        """
        ...
