"""The numbers of dossiers: a counter row per receiving agency and local day."""

from __future__ import annotations

from sqlalchemy import Connection

from kernel.codes import AgencyCode, DossierCode
from services.intake.registry.ports import Allotment

# The day comes from the database, not from the worker: over midnight, and with clocks that
# differ, number and instant are of one day. The row lock makes the numbers dense.
_ALLOT = """
    WITH instant AS MATERIALIZED (SELECT motcua_now() AS at),
    taken AS (
        INSERT INTO dossier_counter (agency, day, last)
        SELECT %(agency)s, (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 1 FROM instant
        ON CONFLICT (agency, day) DO UPDATE SET last = dossier_counter.last + 1
        RETURNING day, last
    )
    SELECT taken.day, taken.last, instant.at FROM taken, instant
"""


class PgNumbers:
    """The port `Numbers` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def allot(self, agency: str) -> Allotment:
        """Take the next number of the agency and day (Circular 01/2018/TT-VPCP art. 19)."""
        row = self._tx.exec_driver_sql(_ALLOT, {"agency": agency}).one()
        code = DossierCode(agency=AgencyCode(agency), day=row.day, number=row.last)
        return Allotment(code=str(code), at=row.at)
