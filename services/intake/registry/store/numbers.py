"""The numbers of dossiers: a counter row per receiving agency and local day."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.idempotency import CLAIM, Idempotency
from kernel.codes import AgencyCode, DossierCode
from services.intake.registry.ports import Allotment

# The day comes from the database, not from the worker: over midnight, and with clocks that
# differ, number and instant are of one day. The row lock makes the numbers dense. No number is
# taken for a request whose key came before.
_ALLOT = f"""
    WITH claimed AS ({CLAIM}),
    instant AS MATERIALIZED (SELECT motcua_now() AS at),
    taken AS (
        INSERT INTO dossier_counter (agency, day, last)
        SELECT %(agency)s, (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 1 FROM instant, claimed
        ON CONFLICT (agency, day) DO UPDATE SET last = dossier_counter.last + 1
        RETURNING day, last
    )
    SELECT taken.day, taken.last, instant.at FROM taken, instant
"""  # noqa: S608 -- the claim is a constant


class KeyKnownError(Exception):
    """The request's key came before: `Idempotency.known` has what it was answered."""


class PgNumbers:
    """The port `Numbers` on one transaction; claims the request's key with the number."""

    def __init__(self, tx: Connection, request: Idempotency) -> None:
        self._tx = tx
        self._request = request

    def allot(self, agency: str) -> Allotment:
        """Take the next number of the agency and day (Circular 01/2018/TT-VPCP art. 19).

        Raises `KeyKnownError`, `RequestInProgressError`.
        """
        with self._request.claiming():
            row = self._tx.exec_driver_sql(
                _ALLOT, {"agency": agency} | self._request.claim
            ).first()
        if row is None:
            raise KeyKnownError
        self._request.claimed()
        code = DossierCode(agency=AgencyCode(agency), day=row.day, number=row.last)
        return Allotment(code=str(code), at=row.at)
