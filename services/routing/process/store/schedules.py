"""Office clocks put together from the copies of agencies and calendars."""

from __future__ import annotations

from sqlalchemy import Connection, select

from chassis.kept import Kept
from kernel.calendar import calendar_from_document
from kernel.office_hours import OfficeHours, office_hours_from_document
from kernel.working_time import Schedule
from services.routing.process.domain.errors import (
    Reference,
    ReferenceKind,
    ReferenceMissingError,
)
from services.routing.process.store.calendars import hold_calendars
from services.routing.process.store.tables import agency, calendar

KeptSchedules = Kept[tuple[str, int, OfficeHours], Schedule]

_CLOCK = select(agency.c.calendar, agency.c.office_hours, calendar.c.version).select_from(
    agency.outerjoin(calendar, calendar.c.id == agency.c.calendar)
)


class PgSchedules:
    """The port `Schedules` on one transaction; `kept` is shared by all of a process.

    With `still` the clocks given stay those of the newest calendars until the transaction ends.
    """

    def __init__(self, tx: Connection, kept: KeptSchedules, *, still: bool = False) -> None:
        self._tx = tx
        self._still = still
        self._kept = kept
        self._here: dict[str, Schedule] = {}

    def of(self, agency_code: str) -> Schedule:
        """Return the office clock of an agency; raises `ReferenceMissingError`."""
        if self._still:
            hold_calendars(self._tx)
            self._still = False
        if agency_code not in self._here:
            self._here[agency_code] = self._find(agency_code)
        return self._here[agency_code]

    def _find(self, agency_code: str) -> Schedule:
        row = self._tx.execute(_CLOCK.where(agency.c.code == agency_code)).one_or_none()
        if row is None:
            raise _missing(ReferenceKind.AGENCY, agency_code)
        if row.version is None:
            raise _missing(ReferenceKind.CALENDAR, row.calendar)
        hours = office_hours_from_document(row.office_hours)
        key = (row.calendar, row.version, hours)
        return self._kept.get(key, lambda: self._build(row.calendar, hours))

    def _build(self, calendar_id: str, hours: OfficeHours) -> Schedule:
        wanted = select(calendar.c.document).where(calendar.c.id == calendar_id)
        document = self._tx.execute(wanted).scalar_one()
        return Schedule(calendar_from_document(document), hours)


def _missing(kind: ReferenceKind, key: str) -> ReferenceMissingError:
    return ReferenceMissingError(frozenset({Reference(kind=kind, key=key)}))
