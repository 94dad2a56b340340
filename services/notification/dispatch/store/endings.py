"""How an attempt ends: settled, given back, or put off; and what a crash made the database forget.

Claims do not wait for the disk, so a crash may forget the last of them, and give their numbers
again while their senders still hold the messages. What a sender says in the end is therefore
taken of the attempt that has its number and is held since the same instant, of no other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.message import Message, Settlement
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed

_SETTLE = text("""
    WITH ended AS (
        SELECT * FROM jsonb_to_recordset(CAST(:ended AS jsonb)) AS one (
            id uuid, attempts integer, status text, reason text, settled_at timestamptz,
            wait float8, outcome text, code integer, why text, provider text, bind float8,
            in_charge text, held_since timestamptz
        )
    ), noted AS (
        UPDATE attempt SET ended_at = :now, outcome = ended.outcome, code = ended.code,
            reason = ended.why
        FROM ended WHERE attempt.message = ended.id AND attempt.number = ended.attempts
          AND attempt.held_since = ended.held_since
        RETURNING attempt.message
    )
    UPDATE message SET status = ended.status, reason = ended.reason,
        settled_at = ended.settled_at, claimed_at = NULL,
        facts = CASE WHEN ended.in_charge IS NULL THEN message.facts
            ELSE message.facts || jsonb_build_object('in_charge', ended.in_charge) END,
        next_attempt_at = clock_timestamp() + make_interval(secs => ended.wait),
        bound_to = CASE WHEN ended.bind > 0 THEN ended.provider ELSE message.bound_to END,
        bound_until = CASE WHEN ended.bind > 0
            THEN clock_timestamp() + make_interval(secs => ended.bind)
            ELSE message.bound_until END
    FROM ended JOIN noted ON noted.message = ended.id
    WHERE message.id = ended.id AND message.attempts = ended.attempts
      AND message.status IN ('sending', 'unknown')
    RETURNING message.id
""")
# Without its mark, which another may have drawn since: that no receipt has to find it any more.
_RESTORE = text("""
    WITH back AS (
        UPDATE message SET status = 'sending', attempts = lost.attempts,
            claimed_at = lost.held_since
        FROM jsonb_to_recordset(CAST(:lost AS jsonb)) AS lost (
            id uuid, attempts integer, held_since timestamptz, provider text
        )
        WHERE message.id = lost.id AND message.attempts = lost.attempts - 1
          AND message.status IN ('queued', 'unknown')
        RETURNING message.id, lost.attempts, lost.held_since, lost.provider
    )
    INSERT INTO attempt (message, number, began_at, provider, held_since)
    SELECT id, attempts, :now, provider, held_since FROM back
    RETURNING message
""")
_BACK = """
    WITH back AS (
        UPDATE message SET status = given.was, attempts = message.attempts - 1,
            claimed_at = NULL{besides}
        FROM jsonb_to_recordset(CAST(:given AS jsonb))
             AS given (id uuid, attempts integer, was text, held_since timestamptz)
        JOIN attempt ON attempt.message = given.id AND attempt.number = given.attempts
             AND attempt.held_since = given.held_since
        WHERE message.id = given.id AND message.attempts = given.attempts
          AND message.status = 'sending'
        RETURNING message.id, given.attempts
    )
    DELETE FROM attempt USING back
    WHERE attempt.message = back.id AND attempt.number = back.attempts
"""
_GIVE_BACK = text(_BACK.format(besides=""))
_HOLD = text(_BACK.format(besides=", not_before = :until, next_attempt_at = 'infinity'"))
# A provider that counts its names anew uses one again: the last text of that name has it.
_NAME = text("""
    INSERT INTO handed_over (provider, reference, message, attempt, part, parts)
    VALUES (:provider, :reference, :message, :attempt, :part, :parts)
    ON CONFLICT (provider, reference) DO UPDATE
    SET message = excluded.message, attempt = excluded.attempt, part = excluded.part,
        parts = excluded.parts
""")

_ENDS = (Result.ACCEPTED, Result.REFUSED)


def settle(
    tx: Transaction, ended: Sequence[tuple[Settlement, Outcome]], now: datetime
) -> Collection[UUID]:
    """Record how attempts ended, in one statement; return the ids of messages that moved on."""
    if not ended:
        return ()
    # In the order in which receipts lock them.
    by_id = sorted(ended, key=lambda one: one[0].message.id)
    rows = [_ended(settlement, outcome) for settlement, outcome in by_id]
    moved = _settle(tx, rows, now)
    if forgotten := _restore(tx, [row for row in rows if row["id"] not in moved], now):
        moved |= _settle(tx, [row for row in rows if row["id"] in forgotten], now)
    _name(tx, [(one.message, outcome) for one, outcome in ended if outcome.references])
    return moved


def give_back(tx: Transaction, claimed: Sequence[Claimed]) -> None:
    """Let messages stand as they stood: their attempts never began."""
    tx.execute(_GIVE_BACK, {"given": _as_they_stood(claimed)})


def hold(tx: Transaction, claimed: Sequence[Claimed], until: datetime) -> None:
    """Give messages back until an instant of the suite's clock."""
    tx.execute(_HOLD, {"given": _as_they_stood(claimed), "until": until})


def _settle(tx: Transaction, rows: Sequence[Mapping[str, object]], now: datetime) -> set[UUID]:
    given = {"ended": orjson.dumps(rows).decode(), "now": now}
    return {row.id for row in tx.execute(_SETTLE, given)}


def _restore(
    tx: Transaction, rows: Sequence[Mapping[str, object]], now: datetime
) -> Collection[UUID]:
    """Claim once more what a crash forgot; not what would only have to go again."""
    lost = [row for row in rows if row["outcome"] in _ENDS]
    if not lost:
        return ()
    return set(tx.scalars(_RESTORE, {"lost": orjson.dumps(lost).decode(), "now": now}))


def _name(tx: Transaction, taken: Sequence[tuple[Message, Outcome]]) -> None:
    """Keep by which names a provider knows what it took, whoever settles the message."""
    for message, outcome in taken:
        for part, reference in enumerate(outcome.references, start=1):
            given = {
                "provider": outcome.provider,
                "reference": reference,
                "message": message.id,
                "attempt": message.attempts,
                "part": part,
                "parts": len(outcome.references),
            }
            tx.execute(_NAME, given)


def _as_they_stood(claimed: Sequence[Claimed]) -> str:
    rows = [
        {
            "id": one.message.id,
            "attempts": one.message.attempts,
            "was": one.was,
            "held_since": one.held_since,
        }
        for one in claimed
    ]
    return orjson.dumps(rows).decode()


def _ended(settlement: Settlement, outcome: Outcome) -> dict[str, object]:
    message = settlement.message
    return {
        "id": message.id,
        "attempts": message.attempts,
        "status": message.status,
        "reason": message.reason,
        "settled_at": message.settled_at,
        "wait": (settlement.wait or timedelta()).total_seconds(),
        "provider": settlement.provider,
        "bind": settlement.bind.total_seconds(),
        "held_since": settlement.held_since,
        "outcome": outcome.result,
        "code": outcome.code,
        "why": outcome.reason,
        "in_charge": outcome.in_charge,
    }
