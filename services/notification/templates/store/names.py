"""Copies of agencies and procedures in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import text

from chassis.db import Transaction
from chassis.hot import fetch
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.ports import Published

PUBLISHED = """(
    SELECT jsonb_agg(one) FROM (
        SELECT 'agency' AS kind, code, name, address, phone FROM agency
        WHERE code = ANY (%(agencies)s)
        UNION ALL
        SELECT 'procedure', code, name, NULL, NULL FROM procedure WHERE code = ANY (%(procedures)s)
    ) AS one
)"""
"""What is known of codes, as one value that a statement can bring with others."""
_PUBLISHED = f"SELECT {PUBLISHED} AS published"
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

    def published(self, *, agencies: Collection[str], procedures: Collection[str]) -> Published:
        """Return agencies and the names of procedures as published last."""
        given = {"agencies": list(agencies), "procedures": list(procedures)}
        (row,) = fetch(self._tx, _PUBLISHED, given)
        return published_of(row.published)

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


def published_of(found: Sequence[Mapping[str, str]] | None) -> Published:
    """Return what `PUBLISHED` brought."""
    rows = found or ()
    return Published(
        agencies={
            row["code"]: AgencyWords(
                code=row["code"], name=row["name"], address=row["address"], phone=row["phone"]
            )
            for row in rows
            if row["kind"] == "agency"
        },
        procedures={row["code"]: row["name"] for row in rows if row["kind"] == "procedure"},
    )
