"""Copies of agencies and procedures in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.templates.domain.agency import AgencyWords

_AGENCY = text("SELECT code, name, address, phone FROM agency WHERE code = :code")
_PROCEDURE = text("SELECT name FROM procedure WHERE code = :code")
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

    def agency(self, code: str) -> AgencyWords | None:
        """Return the agency as published last."""
        row = self._tx.execute(_AGENCY, {"code": code}).mappings().first()
        return AgencyWords(**row) if row else None

    def procedure(self, code: str) -> str | None:
        """Return the procedure's name as published last."""
        name: str | None = self._tx.scalar(_PROCEDURE, {"code": code})
        return name

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
