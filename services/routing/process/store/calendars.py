"""Copies of calendars in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert

from kernel.calendar import Calendar, calendar_from_document, to_document
from services.routing.process.store.tables import calendar as table

# "calendar" in ASCII: an advisory lock, because a row lock taken by every case that begins would
# write to the one row of the calendar they all share.
_PUBLISHING = 0x63616C656E646172
_PUBLISH = text("SELECT pg_advisory_xact_lock(:key)")
_HOLD = text("SELECT pg_advisory_xact_lock_shared(:key)")


def hold_calendars(tx: Connection) -> None:
    """Let no calendar be published before the transaction ends; ask before reading one.

    For a case that begins or begins again: until it is committed re-planning does not see it, and
    it would keep the dates of a calendar replaced meanwhile.
    """
    tx.execute(_HOLD, {"key": _PUBLISHING})


class PgCalendars:
    """The port `Calendars` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, calendar: Calendar) -> None:
        """Keep a version of a calendar unless a newer one is kept.

        Waits for the cases that begin at this moment (`hold_calendars`).
        """
        self._tx.execute(_PUBLISH, {"key": _PUBLISHING})
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
