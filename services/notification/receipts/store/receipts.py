"""Receipts in PostgreSQL, and by which names providers know messages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row, text

from chassis.db import Transaction
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.receipts.ports import Effect, Key, Named, Try

# Written in one order, so that two who are brought the same wait for each other; `kept_at` tells
# in which they came.
_KEEP = text("""
    INSERT INTO receipt
        (provider, id, reference, state, code, reason, mark, said_at, heard_at, kept_at)
    SELECT provider, id, reference, state, code, reason, mark, said_at, :now,
        statement_timestamp() + place * interval '1 microsecond'
    FROM jsonb_to_recordset(CAST(:said AS jsonb)) AS said (
        place integer, provider text, id text, reference text, state text, code integer,
        reason text, mark integer, said_at timestamptz
    )
    ORDER BY provider, id, place
    ON CONFLICT (provider, id) DO NOTHING
    RETURNING provider, id
""")
# By the provider's name for it, else by ours, which a gateway that de-duplicates keeps; else by
# its mark among what may be at a provider without our knowing its name there: of those one alone
# has it. The last part carries it. A receipt that was here before somebody drew the mark is of
# another.
_OWNERS = text("""
    SELECT said.provider, said.id AS receipt, found.*
    FROM jsonb_to_recordset(CAST(:said AS jsonb)) AS said (
        provider text, id text, reference text, mark integer
    ) CROSS JOIN LATERAL (
        SELECT 1 AS way, m.id, h.attempt, h.part, h.parts, h.attempt = m.attempts AS latest
        FROM handed_over h JOIN message m ON m.id = h.message
        WHERE h.provider = said.provider AND h.reference = said.reference
        UNION ALL
        SELECT 2, id, attempts, 1, 1, true FROM message
        WHERE reference = said.reference AND attempts > 0
        UNION ALL
        SELECT 3, m.id, m.attempts, 1, 1, true
        FROM message m JOIN attempt a ON a.message = m.id AND a.number = m.attempts
        WHERE m.status IN ('sending', 'unknown') AND m.channel = 'sms'
          AND a.provider = said.provider AND m.mark = said.mark
          AND m.marked_at <= (SELECT kept_at FROM receipt
                              WHERE provider = said.provider AND id = said.id)
        ORDER BY way LIMIT 1
    ) AS found
""")
_SETTLE = text("""
    UPDATE receipt SET message = settled.message, attempt = settled.attempt,
        part = settled.part, effect = settled.effect
    FROM jsonb_to_recordset(CAST(:settled AS jsonb)) AS settled (
        provider text, id text, message uuid, attempt integer, part smallint, effect text
    )
    WHERE receipt.provider = settled.provider AND receipt.id = settled.id
""")
_ARRIVED = text("""
    SELECT receipt.message, receipt.attempt, array_agg(DISTINCT part) AS parts
    FROM jsonb_to_recordset(CAST(:tries AS jsonb)) AS one (message uuid, attempt integer)
    JOIN receipt USING (message, attempt)
    WHERE state = 'delivered' GROUP BY receipt.message, receipt.attempt
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

    def keep(self, said: Sequence[Receipt], now: datetime) -> Collection[Key]:
        """Take receipts down, in their order."""
        rows = [_row(receipt) | {"place": place} for place, receipt in enumerate(said)]
        found = self._tx.execute(_KEEP, {"said": _json(rows), "now": now})
        return {(row.provider, row.id) for row in found}

    def owners(self, said: Sequence[Receipt]) -> Mapping[Key, Named]:
        """Return whose they are: by name, else by mark."""
        if not said:
            return {}
        found = self._tx.execute(_OWNERS, {"said": _json([_row(receipt) for receipt in said])})
        return {(row.provider, row.receipt): _named(row) for row in found}

    def settle(self, settled: Sequence[tuple[Receipt, Named, Effect]]) -> None:
        """Note whose receipts are, and what they came to."""
        rows = [
            {
                "provider": receipt.provider,
                "id": receipt.id,
                "message": owner.message,
                "attempt": owner.attempt,
                "part": owner.part,
                "effect": effect,
            }
            for receipt, owner, effect in settled
        ]
        self._tx.execute(_SETTLE, {"settled": _json(rows)})

    def arrived(self, tries: Collection[Try]) -> Mapping[Try, Collection[int]]:
        """Return which parts are said to have arrived."""
        if not tries:
            return {}
        rows = [{"message": message, "attempt": attempt} for message, attempt in tries]
        found = self._tx.execute(_ARRIVED, {"tries": _json(rows)})
        return {(row.message, row.attempt): row.parts for row in found}

    def waiting(self, limit: int) -> Sequence[Receipt]:
        """Return receipts whose message is not known."""
        return [_receipt(row) for row in self._tx.execute(_WAITING, {"limit": limit})]

    def forget(self, older_than: timedelta) -> int:
        """Forget those that waited in vain."""
        return self._tx.execute(_FORGET, {"older_than": older_than}).rowcount


def _json(rows: Sequence[Mapping[str, object]]) -> str:
    return orjson.dumps(rows).decode()


def _row(receipt: Receipt) -> dict[str, object]:
    return {
        "provider": receipt.provider,
        "id": receipt.id,
        "reference": receipt.reference,
        "state": receipt.state,
        "code": receipt.code,
        "reason": receipt.reason,
        "mark": receipt.mark,
        "said_at": receipt.at,
    }


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
