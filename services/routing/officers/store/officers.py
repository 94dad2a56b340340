"""The register in PostgreSQL, for those who keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Table, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from services.routing.officers.domain.arrangement import Arrangement
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.errors import AccountTakenError
from services.routing.officers.domain.officer import Officer, Placement
from services.routing.officers.ports import Entry, OfficerQuery
from services.routing.officers.store.rows import (
    arrangement_from,
    arrangement_row,
    change_row,
    officer_from,
    officer_row,
    placement_from,
    placement_row,
)
from services.routing.officers.store.tables import arrangement as arrangements
from services.routing.officers.store.tables import (
    delegation,
    officer_change,
    secondment,
)
from services.routing.officers.store.tables import officer as table

_C = table.c
_KEY = func.coalesce(_C.name_key, "")


class PgOfficers:
    """The port `Officers` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, officer: Officer) -> None:
        """Keep a new officer; raises `AccountTakenError`."""
        statement = insert(table).values(officer_row(officer))
        statement = statement.on_conflict_do_nothing(index_elements=["account"])
        if self._tx.execute(statement.returning(_C.id)).first() is None:
            raise AccountTakenError(pointer="/account")

    def lock(self, officer: UUID) -> Officer | None:
        """Return an officer under a row lock."""
        wanted = select(table).where(_C.id == officer).with_for_update()
        row = self._tx.execute(wanted).one_or_none()
        return None if row is None else officer_from(row)

    def save(self, officer: Officer) -> None:
        """Keep a changed officer."""
        self._tx.execute(table.update().where(_C.id == officer.id).values(officer_row(officer)))

    def find(self, officer: UUID) -> Entry | None:
        """Return an officer with all that belongs to them."""
        row = self._tx.execute(select(table).where(_C.id == officer)).one_or_none()
        if row is None:
            return None
        return Entry(
            officer=officer_from(row),
            placements=self._placements(officer, date.min),
            arrangements=self._arrangements(officer),
        )

    def of_accounts(self, accounts: Sequence[str]) -> Sequence[Officer]:
        """Return the officers of these accounts, of those that are officers'."""
        rows = self._tx.execute(select(table).where(_C.account.in_(accounts)))
        return [officer_from(row) for row in rows]

    def page(self, query: OfficerQuery) -> Sequence[Officer]:
        """Return officers in the order of Vietnamese names."""
        wanted = select(table).order_by(_KEY, _C.id).limit(query.limit)
        if query.agency is not None:
            wanted = wanted.where(_C.agency == query.agency)
        if query.account is not None:
            wanted = wanted.where(_C.account == query.account)
        if query.after is not None:
            last = select(_KEY).where(_C.id == query.after).scalar_subquery()
            wanted = wanted.where(tuple_(_KEY, _C.id) > tuple_(last, query.after))
        return [officer_from(row) for row in self._tx.execute(wanted)]

    def put_placement(self, placement: Placement) -> None:
        """Keep a secondment or delegation, in place of what was known of it."""
        row = placement_row(placement)
        statement = insert(delegation if placement.delegator else secondment).values(row)
        self._tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    def put_arrangement(self, arrangement: Arrangement) -> None:
        """Keep an absence or duty, in place of what was known of it."""
        row = arrangement_row(arrangement)
        statement = insert(arrangements).values(row)
        self._tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    def placements_left(self, officer: UUID, on: date) -> Sequence[Placement]:
        """Return what an officer still gives, or is given, on a day or later."""
        return self._placements(officer, on)

    def _placements(self, officer: UUID, on: date) -> Sequence[Placement]:
        mine = or_(delegation.c.officer == officer, delegation.c.delegator == officer)
        found = [
            *self._of(secondment, secondment.c.officer == officer, on),
            *self._of(delegation, mine, on),
        ]
        return sorted(found, key=lambda one: one.id)

    def _arrangements(self, officer: UUID) -> Sequence[Arrangement]:
        wanted = select(arrangements).where(arrangements.c.officer == officer)
        return [arrangement_from(row) for row in self._tx.execute(wanted.order_by("id"))]

    def _of(self, source: Table, whose: object, on: date) -> Sequence[Placement]:
        wanted = select(source).where(whose, source.c.last_day >= on)  # type: ignore[arg-type]
        return [placement_from(row) for row in self._tx.execute(wanted)]


class PgChanges:
    """The port `Changes` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, change: Change) -> None:
        """Record a change."""
        self._tx.execute(officer_change.insert().values(change_row(change)))

    def of(self, officer: UUID) -> Sequence[Change]:
        """Return the changes of an officer, oldest first."""
        wanted = select(officer_change).where(officer_change.c.officer == officer)
        return [
            Change(
                at=row.at,
                by=row.by,
                officer=row.officer,
                action=row.action,
                version=row.version,
                data=row.data,
            )
            for row in self._tx.execute(wanted.order_by(officer_change.c.position))
        ]
