"""The register in PostgreSQL, when many are entered at once: a statement for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.routing.officers.domain.change import Change
from services.routing.officers.domain.errors import AccountTakenError
from services.routing.officers.domain.officer import Officer
from services.routing.officers.store.rows import change_row, officer_row
from services.routing.officers.store.tables import officer as table
from services.routing.officers.store.tables import officer_change

Known = Callable[[Collection[str]], frozenset[str]]


class PgRoll:
    """The port `Roll` on one transaction; `known` tells which agencies have arrived."""

    def __init__(self, tx: Connection, known: Known) -> None:
        self._tx = tx
        self._known = known

    def taken(self, accounts: Collection[str]) -> frozenset[str]:
        """Return which of these accounts are officers' already."""
        wanted = select(table.c.account).where(table.c.account.in_(accounts))
        return frozenset(self._tx.scalars(wanted))

    def unknown(self, agencies: Collection[str]) -> frozenset[str]:
        """Return which of these agencies were never published."""
        return frozenset(agencies) - self._known(agencies)

    def enter(self, officers: Sequence[Officer], changes: Sequence[Change]) -> None:
        """Keep new officers and the record of it; raises `AccountTakenError`."""
        if not officers:
            return
        statement = insert(table).values([officer_row(officer) for officer in officers])
        statement = statement.on_conflict_do_nothing(index_elements=["account"])
        entered = self._tx.execute(statement.returning(table.c.id)).all()
        if len(entered) < len(officers):
            raise AccountTakenError
        self._tx.execute(officer_change.insert(), [change_row(change) for change in changes])
