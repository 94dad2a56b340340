"""The numbers of dossiers: a counter row per receiving agency and local day."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.idempotency import CLAIM, Idempotency
from kernel.codes import DossierCode
from services.intake.registry.ports.filing import Allotment
from services.intake.registry.store.filing_marks import MARK, PgFilingMarks

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
    ), coded AS (
        SELECT at, concat_ws(
            '-', %(agency)s::text, to_char(day, 'YYMMDD'),
            lpad(last::text, greatest(4, length(last::text)), '0')
        ) AS code
        FROM taken, instant
    ), marked AS ({MARK})
    SELECT coded.code, coded.at, (SELECT dossiers FROM marked) AS marked FROM coded
"""  # noqa: S608 -- the claim is a constant


class KeyKnownError(Exception):
    """The request's key came before: `Idempotency.known` has what it was answered."""


class PgNumbers:
    """The port `Numbers` on one transaction; claims the request's key with the number."""

    def __init__(self, tx: Connection, request: Idempotency, marks: PgFilingMarks) -> None:
        self._tx = tx
        self._request = request
        self._marks = marks

    def allot(self, agency: str, matter: str, *, despite: bool) -> Allotment:
        """Take the next number of the agency and day (Circular 01/2018/TT-VPCP art. 19).

        Raises `KeyKnownError`, `RequestInProgressError`.
        """
        with self._request.claiming():
            marking = self._marks.marking(matter, despite=despite)
            parameters = {"agency": agency} | self._request.claim | marking
            row = self._tx.exec_driver_sql(_ALLOT, parameters).first()
        if row is None:
            raise KeyKnownError
        self._request.claimed()
        # Filed despite others, it is marked beside them; else only where those are over.
        new = row.marked is not None and not (despite and row.marked > 1)
        return Allotment(code=str(DossierCode.parse(row.code)), at=row.at, new=new)
