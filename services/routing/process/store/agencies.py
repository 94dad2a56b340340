"""Copies of agencies in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from kernel.office_hours import office_hours_from_document, office_hours_to_document
from services.routing.process.domain.agency import Agency
from services.routing.process.store.tables import agency as table


class PgAgencies:
    """The port `Agencies` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, agency: Agency) -> None:
        """Keep an agency, in place of what was known of it."""
        row = {
            "code": agency.code,
            "name": agency.name,
            "calendar": agency.calendar,
            "office_hours": office_hours_to_document(agency.office_hours),
            "parent": agency.parent,
            "valid_to": agency.valid_to,
        }
        statement = insert(table).values(row)
        self._tx.execute(statement.on_conflict_do_update(index_elements=["code"], set_=row))

    def known(self, codes: Collection[str]) -> frozenset[str]:
        """Return those of these codes that have arrived."""
        return frozenset(self._tx.scalars(select(table.c.code).where(table.c.code.in_(codes))))

    def find(self, code: str) -> Agency | None:
        """Return an agency, or None while it has not arrived."""
        row = self._tx.execute(select(table).where(table.c.code == code)).one_or_none()
        if row is None:
            return None
        return Agency(
            code=row.code,
            name=row.name,
            calendar=row.calendar,
            office_hours=office_hours_from_document(row.office_hours),
            parent=row.parent,
            valid_to=row.valid_to,
        )
