"""Free words and numbers about people in columns of their own, sealed, and their rotation.

What is sealed is bound to table, row and column, so that a value that was moved does not open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from sqlalchemy import Row, text

from chassis.crypto import KeyRing, SealBrokenError
from chassis.db import Transaction
from chassis.rotation import Portion


class SealedTexts:
    """Seals and opens the columns of one table; a row is named by its `id` as text."""

    def __init__(self, ring: KeyRing, table: str) -> None:
        self._ring = ring
        self._table = table

    @overload
    def seal(self, id_: str, column: str, plain: str) -> str: ...
    @overload
    def seal(self, id_: str, column: str, plain: None) -> None: ...
    def seal(self, id_: str, column: str, plain: str | None) -> str | None:
        """Return the words sealed; None stays None."""
        if plain is None:
            return None
        return self._ring.seal(plain.encode(), context=_context(self._table, id_, column))

    @overload
    def open(self, id_: str, column: str, sealed: str) -> str: ...
    @overload
    def open(self, id_: str, column: str, sealed: None) -> None: ...
    def open(self, id_: str, column: str, sealed: str | None) -> str | None:
        """Return the words in clear; raises `SealBrokenError`. None stays None."""
        if sealed is None:
            return None
        return self._ring.open(sealed, context=_context(self._table, id_, column)).decode()


class SealedColumns:
    """The sealed columns of one table, portion by portion, for a change of the master key.

    `key` is the column that names a row, `columns` those that hold something sealed or nothing.
    """

    def __init__(self, ring: KeyRing, *, table: str, key: str, columns: Sequence[str]) -> None:
        self.name = table
        self._ring = ring
        self._columns = tuple(columns)
        names = ", ".join(self._columns)
        other = " OR ".join(f"split_part({name}, ':', 1) <> :current" for name in self._columns)
        these = " OR ".join(f"split_part({name}, ':', 1) = :key_id" for name in self._columns)
        sets = ", ".join(f"{name} = :{name}" for name in self._columns)
        self._take = text(f"""
            SELECT CAST({key} AS text) AS id, {names} FROM {table}
            WHERE CAST({key} AS text) > :after AND ({other})
            ORDER BY CAST({key} AS text) LIMIT :limit FOR UPDATE SKIP LOCKED
        """)  # noqa: S608 -- names of ours
        self._put = text(f"UPDATE {table} SET {sets} WHERE CAST({key} AS text) = :id")  # noqa: S608 -- the same
        self._count = text(f"SELECT count(*) FROM {table} WHERE {these}")  # noqa: S608 -- the same
        self._left = text(f"SELECT count(*) FROM {table} WHERE {other}")  # noqa: S608 -- the same

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Seal up to `limit` rows behind the id `after` with the current key."""
        wanted = {"after": after, "limit": limit, "current": self._ring.current}
        rows = tx.execute(self._take, wanted).all()
        changed, broken = [], []
        for row in rows:
            try:
                changed.append(self._anew(row))
            except SealBrokenError:
                broken.append(row.id)
        if changed:
            tx.execute(self._put, changed)
        last = rows[-1].id if rows else None
        return Portion(last=last, done=len(changed), broken=tuple(broken))

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many rows are sealed with this key."""
        return int(tx.execute(self._count, {"key_id": key_id}).scalar_one())

    def left(self, tx: Transaction) -> int:
        """Return how many rows are not sealed with the current key."""
        return int(tx.execute(self._left, {"current": self._ring.current}).scalar_one())

    def _anew(self, row: Row[Any]) -> dict[str, Any]:
        sealed = {name: getattr(row, name) for name in self._columns}
        return {"id": row.id} | {
            name: value and self._ring.reseal(value, context=_context(self.name, row.id, name))
            for name, value in sealed.items()
        }


def _context(table: str, id_: str, column: str) -> str:
    return f"{table}/{id_}/{column}"
