"""The tree of agencies in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from chassis.db import Transaction

_ALL = text("SELECT code, name FROM agency")
_BELOW = text("""
    WITH RECURSIVE scope AS (
        SELECT code, name FROM agency WHERE code = :above
        UNION SELECT agency.code, agency.name FROM agency JOIN scope ON agency.parent = scope.code
    )
    SELECT code, name FROM scope
""")


class PgTree:
    """The port `Tree`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def names(self, above: str | None) -> Mapping[str, str]:
        """Return the names, by code, of an agency and all below it, or of all."""
        rows = self._tx.execute(_BELOW, {"above": above}) if above else self._tx.execute(_ALL)
        return {row.code: row.name for row in rows}
