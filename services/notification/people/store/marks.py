"""Marks of addresses in PostgreSQL; an address stands there as a blind index only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import text

from chassis.db import Transaction
from chassis.hot import fetch
from services.notification.people.domain.mark import BOUNCE_HOLDS, BOUNCED

_KEPT = timedelta(days=5 * 365)
_FORGOTTEN_AT_ONCE = 20

_PUT = text("""
    INSERT INTO address_mark (address, mark, marked_at) VALUES (:address, :mark, :at)
    ON CONFLICT (address, mark) DO UPDATE SET marked_at = excluded.marked_at
    WHERE address_mark.marked_at < excluded.marked_at - CAST(:holds AS interval)
""")
HOLDING = "(mark <> %(bounced)s OR marked_at >= %(since)s)"
"""The condition that a mark holds; `holding_at` gives its parameters."""
_OF = f"SELECT mark FROM address_mark WHERE address = %(address)s AND {HOLDING}"  # noqa: S608 -- a constant
_SINCE = f"""
    SELECT marked_at FROM address_mark
    WHERE address = %(address)s AND mark = %(mark)s AND {HOLDING}
"""  # noqa: S608 -- a constant
_TAKE_BACK = text("DELETE FROM address_mark WHERE address = :address AND mark = :mark")
_ERASE = text("DELETE FROM address_mark WHERE address = ANY (:addresses)")
_FORGET = text("""
    DELETE FROM address_mark WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM address_mark WHERE marked_at < :before
        ORDER BY marked_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
""")


class PgMarks:
    """The port `Marks` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def put(self, address: str, mark: str, at: datetime) -> bool:
        """Mark an address, and forget a few marks that are five years old."""
        self._tx.execute(_FORGET, {"before": at - _KEPT, "limit": _FORGOTTEN_AT_ONCE})
        return (
            self._tx.execute(
                _PUT, {"address": address, "mark": mark, "at": at, "holds": BOUNCE_HOLDS}
            ).rowcount
            == 1
        )

    def of(self, address: str, now: datetime) -> frozenset[str]:
        """Return the marks of an address that hold now."""
        rows = fetch(self._tx, _OF, {"address": address, **holding_at(now)})
        return frozenset(row.mark for row in rows)

    def since(self, address: str, mark: str, now: datetime) -> datetime | None:
        """Return since when an address is so marked."""
        given = {"address": address, "mark": mark, **holding_at(now)}
        rows = fetch(self._tx, _SINCE, given)
        return rows[0].marked_at if rows else None

    def take_back(self, address: str, mark: str) -> None:
        """Take a mark away."""
        self._tx.execute(_TAKE_BACK, {"address": address, "mark": mark})

    def erase(self, addresses: Collection[str]) -> None:
        """Forget everything that is known of addresses."""
        if addresses:
            self._tx.execute(_ERASE, {"addresses": list(addresses)})


def holding_at(now: datetime) -> Mapping[str, object]:
    """Return the parameters of `HOLDING` for an instant."""
    return {"bounced": BOUNCED, "since": now - BOUNCE_HOLDS}
