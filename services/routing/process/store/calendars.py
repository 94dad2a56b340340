"""Copies of calendars in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from kernel.calendar import Calendar, calendar_from_document, to_document
from services.routing.process.store.tables import calendar as table


class PgCalendars:
    """The port `Calendars` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, calendar: Calendar) -> None:
        """Keep a version of a calendar unless a newer one is kept."""
        row = {
            "id": calendar.id,
            "version": calendar.version,
            "document": to_document(calendar),
        }
        statement = insert(table).values(row)
        newer = table.c.version < calendar.version
        self._tx.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=row, where=newer)
        )

    def find(self, calendar: str) -> Calendar | None:
        """Return the newest version, or None while none has arrived."""
        wanted = select(table.c.document).where(table.c.id == calendar)
        document = self._tx.execute(wanted).scalar_one_or_none()
        return None if document is None else calendar_from_document(document)
