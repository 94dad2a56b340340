"""Texts that are sealed whole, portion by portion, for a change of the master key."""

from __future__ import annotations

from sqlalchemy import text

from chassis.crypto import KeyRing, SealBrokenError
from chassis.db import Transaction
from chassis.rotation import Portion
from services.intake.registry.store.sealing import DossierSeals

_WITH = "split_part(sealed, ':', 1)"


class SealedTexts:
    """The column `sealed` of a table whose rows have an id."""

    def __init__(self, ring: KeyRing, table: str) -> None:
        self.name = table
        self._seals = DossierSeals(ring)

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Seal up to `limit` texts with the current key."""
        take = text(f"""
            SELECT CAST(id AS text) AS id, sealed FROM {self.name}
            WHERE CAST(id AS text) > :after AND {_WITH} <> :current
            ORDER BY CAST(id AS text) LIMIT :limit FOR UPDATE SKIP LOCKED
        """)  # noqa: S608 -- a table of ours
        put = text(f"UPDATE {self.name} SET sealed = :sealed WHERE CAST(id AS text) = :id")  # noqa: S608 -- the same
        wanted = {"after": after, "limit": limit, "current": self._seals.current}
        rows = tx.execute(take, wanted).all()
        changed, broken = [], []
        for row in rows:
            try:
                sealed = self._seals.reseal_text(self.name, row.id, row.sealed)
            except SealBrokenError:
                broken.append(row.id)
                continue
            changed.append({"id": row.id, "sealed": sealed})
        if changed:
            tx.execute(put, changed)
        last = rows[-1].id if rows else None
        return Portion(last=last, done=len(changed), broken=tuple(broken))

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many texts are sealed with this key."""
        return self._number(tx, "=", key_id)

    def left(self, tx: Transaction) -> int:
        """Return how many texts are not sealed with the current key."""
        return self._number(tx, "<>", self._seals.current)

    def _number(self, tx: Transaction, compared: str, key_id: str) -> int:
        wanted = text(f"SELECT count(*) FROM {self.name} WHERE {_WITH} {compared} :key_id")  # noqa: S608 -- the same
        return int(tx.execute(wanted, {"key_id": key_id}).scalar_one())
