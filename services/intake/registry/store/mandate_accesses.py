"""Who of the staff looked at mandates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from services.intake.registry.ports import Access
from services.intake.registry.store.rows import to_json

_ADD = text("""
    INSERT INTO mandate_access (mandate, at, by, what)
    SELECT id, :at, CAST(:by AS jsonb), :what FROM unnest(CAST(:ids AS uuid[])) AS id
""")
_OF = text("""
    SELECT at, by, what FROM mandate_access WHERE mandate = CAST(:id AS uuid) ORDER BY position
""")


class PgMandateAccesses:
    """The port `MandateAccesses` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, ids: Sequence[str], access: Access) -> None:
        """Record that these were looked at."""
        if ids:
            row = {"at": access.at, "by": to_json(access.by), "what": access.what}
            self._tx.execute(_ADD, row | {"ids": list(ids)})

    def of(self, id_: str) -> Sequence[Access]:
        """Return who looked at one, oldest first."""
        return [
            Access(at=row.at, by=row.by, what=row.what)
            for row in self._tx.execute(_OF, {"id": id_})
        ]
