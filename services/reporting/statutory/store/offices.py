"""Who is in office, from the copies."""

from __future__ import annotations

from sqlalchemy import text

from chassis.db import Transaction
from kernel.rights import Role
from kernel.standing import Office, Span

_OFFICE = text("SELECT agency, roles, first_day, last_day FROM officer WHERE account = :account")


class PgOffices:
    """The port `Offices`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def office(self, account: str) -> Office | None:
        """Return the office of an account."""
        row = self._tx.execute(_OFFICE, {"account": account}).one_or_none()
        if row is None:
            return None
        return Office(
            agency=row.agency,
            roles=frozenset(map(Role, row.roles)),
            span=Span(first=row.first_day, last=row.last_day),
        )
