"""Calendars in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kernel.calendar import Calendar, calendar_from_document, to_document
from services.intake.catalogue.store.kept import Kept
from services.intake.catalogue.store.locks import lock_publishers
from services.intake.catalogue.store.tables import calendar as table

KeptCalendars = Kept[tuple[str, int], Calendar]
_C = table.c


class PgCalendars:
    """The port `Calendars` on one transaction; `kept` may be shared by all of a process."""

    def __init__(self, tx: Connection, kept: KeptCalendars | None = None) -> None:
        self._tx = tx
        self._kept = KeptCalendars() if kept is None else kept

    def get(self, calendar: str) -> Calendar | None:
        """Return the newest version of the calendar."""
        version = self._tx.execute(
            select(_C.version).where(_C.id == calendar).order_by(_C.version.desc()).limit(1)
        ).scalar_one_or_none()
        if version is None:
            return None
        return self._kept.get((calendar, version), lambda: self._read(calendar, version))

    def newest(self, calendar: str) -> Calendar | None:
        """Return the newest version, under a lock that lasts as long as the transaction."""
        lock_publishers(self._tx, "calendar")
        return self.get(calendar)

    def put(self, calendar: Calendar) -> None:
        """Keep a new version."""
        self._tx.execute(
            table.insert().values(
                id=calendar.id, version=calendar.version, document=to_document(calendar)
            )
        )

    def _read(self, calendar: str, version: int) -> Calendar:
        document = self._tx.execute(
            select(_C.document).where(_C.id == calendar, _C.version == version)
        ).scalar_one()
        return calendar_from_document(document)
