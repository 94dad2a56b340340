"""The tree of agencies, from the copies."""

from __future__ import annotations

from sqlalchemy import text

from chassis.db import Transaction
from services.reporting.statutory.domain.report import ReportAgency

_GET = text("SELECT code, name FROM agency WHERE code = :code")
_IS_BELOW = text("""
    WITH RECURSIVE line AS (
        SELECT code, parent, heir, valid_to FROM agency WHERE code = :code
        UNION SELECT agency.code, agency.parent, agency.heir, agency.valid_to
        FROM agency JOIN line ON agency.code = line.parent OR agency.code = line.heir
            AND line.valid_to < CAST(motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)
    )
    SELECT :code = :above OR EXISTS (SELECT FROM line WHERE code = :above OR parent = :above)
""")


class PgAgencies:
    """The port `Agencies`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def get(self, code: str) -> ReportAgency | None:
        """Return an agency."""
        row = self._tx.execute(_GET, {"code": code}).mappings().first()
        return ReportAgency(**row) if row else None

    def is_below(self, code: str, above: str) -> bool:
        """Tell whether an agency is `above` itself, stands below it or left it what it had."""
        return bool(self._tx.scalar(_IS_BELOW, {"code": code, "above": above}))
