"""Receipts in PostgreSQL, and by which names providers know messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text

from chassis.db import Transaction
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.receipts.ports import Effect, Named

_KEEP = text("""
    INSERT INTO receipt (provider, id, reference, state, code, reason, mark, said_at, heard_at)
    VALUES (:provider, :id, :reference, :state, :code, :reason, :mark, :said_at, :heard_at)
    ON CONFLICT (provider, id) DO NOTHING
""")
# By the provider's name for it, else by ours, which a gateway that de-duplicates keeps.
_BY_NAME = text("""
    SELECT m.id, h.attempt, h.part, h.parts, h.attempt = m.attempts AS latest
    FROM handed_over h JOIN message m ON m.id = h.message
    WHERE h.provider = :provider AND h.reference = :reference
    UNION ALL
    SELECT id, attempts, 1, 1, true FROM message WHERE reference = :reference AND attempts > 0
    LIMIT 1
""")
# Among what may be at a provider without our knowing its name there: of those one alone has it.
# The last part carries it. A receipt that was here before somebody drew the mark is of another.
_BY_MARK = text("""
    SELECT m.id, m.attempts AS attempt, 1 AS part, 1 AS parts, true AS latest
    FROM message m JOIN attempt a ON a.message = m.id AND a.number = m.attempts
    WHERE m.status IN ('sending', 'unknown') AND m.channel = 'sms' AND a.provider = :provider
      AND m.mark = :mark
      AND m.marked_at <= (SELECT kept_at FROM receipt WHERE provider = :provider AND id = :id)
""")
_SETTLE = text("""
    UPDATE receipt SET message = :message, attempt = :attempt, part = :part, effect = :effect
    WHERE provider = :provider AND id = :id
""")
_ARRIVED = text("""
    SELECT count(DISTINCT part) FROM receipt
    WHERE message = :message AND attempt = :attempt AND state = 'delivered' AND part <> :part
""")
# Those that nobody can have are passed over: they hold up no other until they are forgotten.
_WAITING = text("""
    SELECT provider, id, reference, state, code, reason, mark, said_at FROM receipt
    WHERE message IS NULL AND (
        EXISTS (SELECT FROM message
                WHERE message.mark = receipt.mark AND message.status IN ('sending', 'unknown')
                  AND message.marked_at <= receipt.kept_at)
        OR EXISTS (SELECT FROM handed_over AS h
                   WHERE h.provider = receipt.provider AND h.reference = receipt.reference)
        OR EXISTS (SELECT FROM message WHERE message.reference = receipt.reference)
    )
    ORDER BY kept_at LIMIT :limit FOR UPDATE OF receipt SKIP LOCKED
""")
_FORGET = text("""
    DELETE FROM receipt WHERE message IS NULL AND kept_at < clock_timestamp() - :older_than
""")


class PgReceipts:
    """The port `Receipts` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def keep(self, receipt: Receipt, now: datetime) -> bool:
        """Take a receipt down."""
        given = {
            "provider": receipt.provider,
            "id": receipt.id,
            "reference": receipt.reference,
            "state": receipt.state,
            "code": receipt.code,
            "reason": receipt.reason,
            "mark": receipt.mark,
            "said_at": receipt.at,
            "heard_at": now,
        }
        return self._tx.execute(_KEEP, given).rowcount == 1

    def owner(self, receipt: Receipt) -> Named | None:
        """Return whose it is: by name, else by its mark."""
        given: dict[str, object] = {
            "provider": receipt.provider,
            "reference": receipt.reference,
        }
        found = self._tx.execute(_BY_NAME, given).all()
        if not found and receipt.mark is not None:
            given |= {"mark": receipt.mark, "id": receipt.id}
            found = self._tx.execute(_BY_MARK, given).all()
        return _named(found[0]) if found else None

    def settle(self, receipt: Receipt, owner: Named, effect: Effect) -> None:
        """Note whose a receipt is, and what it came to."""
        self._tx.execute(
            _SETTLE,
            {
                "provider": receipt.provider,
                "id": receipt.id,
                "message": owner.message,
                "attempt": owner.attempt,
                "part": owner.part,
                "effect": effect,
            },
        )

    def arrived(self, owner: Named) -> int:
        """Return how many other parts of the attempt are said to have arrived."""
        given = {"message": owner.message, "attempt": owner.attempt, "part": owner.part}
        return int(self._tx.scalar(_ARRIVED, given) or 0)

    def waiting(self, limit: int) -> Sequence[Receipt]:
        """Return receipts whose message is not known."""
        return [_receipt(row) for row in self._tx.execute(_WAITING, {"limit": limit})]

    def forget(self, older_than: timedelta) -> int:
        """Forget those that waited in vain."""
        return self._tx.execute(_FORGET, {"older_than": older_than}).rowcount


def _named(row: Row[Any]) -> Named:
    return Named(
        message=row.id, attempt=row.attempt, part=row.part, parts=row.parts, latest=row.latest
    )


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(
        provider=row.provider,
        id=row.id,
        reference=row.reference,
        state=State(row.state),
        at=row.said_at,
        reason=row.reason,
        code=row.code,
        mark=row.mark,
    )
