"""Calendars in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from chassis.kept import Kept
from kernel.calendar import Calendar, calendar_from_document, to_document
from services.intake.catalogue.ports import Publishing
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

    def version(self, calendar: str, version: int) -> Calendar | None:
        """Return that version."""
        known = self._tx.execute(
            select(_C.version).where(_C.id == calendar, _C.version == version)
        ).scalar_one_or_none()
        if known is None:
            return None
        return self._kept.get((calendar, version), lambda: self._read(calendar, version))

    def before(self, calendar: str, version: int) -> Calendar | None:
        """Return the version published before that one."""
        known = self._tx.execute(
            select(_C.version)
            .where(_C.id == calendar, _C.version < version)
            .order_by(_C.version.desc())
            .limit(1)
        ).scalar_one_or_none()
        return None if known is None else self.version(calendar, known)

    def over(self, calendar: str) -> Sequence[Calendar]:
        """Return the local calendars that name this one as their base."""
        found = self._tx.execute(
            select(_C.id).distinct().where(_C.document["over"].astext == calendar).order_by(_C.id)
        ).scalars()
        locals_ = (self.get(name) for name in found)
        return [one for one in locals_ if one is not None and one.over == calendar]

    def put(self, calendar: Calendar, publishing: Publishing) -> None:
        """Keep a new version."""
        self._tx.execute(
            table.insert().values(
                id=calendar.id,
                version=calendar.version,
                document=to_document(calendar),
                notice=publishing.notice,
                published_by=publishing.by,
            )
        )

    def _read(self, calendar: str, version: int) -> Calendar:
        document = self._tx.execute(
            select(_C.document).where(_C.id == calendar, _C.version == version)
        ).scalar_one()
        return calendar_from_document(document)
