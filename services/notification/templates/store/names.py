"""Copies of agencies and procedures in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.templates.domain.agency import AgencyWords

_AGENCIES = text("SELECT code, name, address, phone FROM agency WHERE code = ANY (:codes)")
_PROCEDURES = text("SELECT code, name FROM procedure WHERE code = ANY (:codes)")
_PUT_AGENCY = text("""
    INSERT INTO agency (code, name, address, phone) VALUES (:code, :name, :address, :phone)
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, address = excluded.address, phone = excluded.phone
""")
_PUT_PROCEDURE = text("""
    INSERT INTO procedure (code, name) VALUES (:code, :name)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name
""")


class PgNames:
    """The port `Names`; the consumer's gate keeps the copies in order."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def agencies(self, codes: Collection[str]) -> Mapping[str, AgencyWords]:
        """Return agencies as published last."""
        rows = self._tx.execute(_AGENCIES, {"codes": list(codes)}).mappings()
        return {row["code"]: AgencyWords(**row) for row in rows}

    def procedures(self, codes: Collection[str]) -> Mapping[str, str]:
        """Return the names of procedures as published last."""
        rows = self._tx.execute(_PROCEDURES, {"codes": list(codes)}).all()
        return {row.code: row.name for row in rows}

    def put_agency(self, agency: AgencyWords) -> None:
        """Keep what an agency is called now."""
        self._tx.execute(
            _PUT_AGENCY,
            {
                "code": agency.code,
                "name": agency.name,
                "address": agency.address,
                "phone": agency.phone,
            },
        )

    def put_procedure(self, code: str, name: str) -> None:
        """Keep what a procedure is called now."""
        self._tx.execute(_PUT_PROCEDURE, {"code": code, "name": name})
