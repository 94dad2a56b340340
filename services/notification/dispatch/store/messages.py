"""Messages and attempts in PostgreSQL.

Instants of the business (`queued_at`, `settled_at`, an attempt's) follow the suite's clock; those
that decide about tries and time-outs follow the server's own, because a fast clock must not make
a living attempt look dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Row, text

from chassis.db import Transaction
from services.notification.dispatch.domain.message import Message, MessageStatus, Settlement
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Attempt, Claimed

CHANNEL = "motcua_message"
"""The NOTIFY channel that wakes the dispatchers of this database."""

_COLUMNS = """
    m.id, m.event_id, m.recipient, m.channel, m.template, m.template_version, m.dossier,
    m.language, m.facts, m.reference, m.queued_at, m.status, m.attempts, m.reason, m.settled_at
"""
_WAKE = text("SELECT pg_notify(:channel, '')").bindparams(channel=CHANNEL)

_ADD = text("""
    INSERT INTO message (
        id, event_id, recipient, channel, template, template_version, dossier, language, facts,
        reference, queued_at, status, next_attempt_at
    ) VALUES (
        :id, :event_id, :recipient, :channel, :template, :template_version, :dossier, :language,
        CAST(:facts AS jsonb), :reference, :queued_at, :status, clock_timestamp() + :hold
    )
    ON CONFLICT ON CONSTRAINT message_once_key DO NOTHING
""")

_RELEASE = text("""
    UPDATE message SET next_attempt_at = clock_timestamp()
    WHERE dossier = :dossier AND status = 'queued' AND attempts = 0
""")

# State, attempt and reference are committed before anything leaves the machine. now() and not
# clock_timestamp() in the condition, so that the index answers it.
_CLAIM = text(f"""
    WITH due AS (
        SELECT id FROM message
        WHERE status IN ('queued', 'unknown') AND next_attempt_at <= now()
        ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ), m AS (
        UPDATE message SET status = 'sending', attempts = attempts + 1,
            claimed_at = clock_timestamp()
        FROM due WHERE message.id = due.id
        RETURNING message.*
    ), begun AS (
        INSERT INTO attempt (message, number, began_at) SELECT id, attempts, :now FROM m
    )
    SELECT {_COLUMNS}, clock_timestamp() - m.entered_at AS age FROM m
""")  # noqa: S608 -- the columns are a constant

_SETTLE = text("""
    UPDATE message SET status = :status, reason = :reason, settled_at = :settled_at,
        claimed_at = NULL, next_attempt_at = clock_timestamp() + :wait
    WHERE id = :id AND attempts = :attempts AND status IN ('sending', 'unknown')
""")
_END_ATTEMPT = text("""
    UPDATE attempt SET ended_at = :now, outcome = :outcome, code = :code, reason = :reason
    WHERE message = :id AND number = :attempts
""")

_SWEEP = text("""
    WITH lost AS (
        UPDATE message SET status = 'unknown', reason = 'interrupted', claimed_at = NULL,
            next_attempt_at = clock_timestamp()
        WHERE status = 'sending' AND claimed_at < now() - :older_than
        RETURNING id, attempts
    )
    UPDATE attempt SET ended_at = :now, outcome = :outcome, reason = 'interrupted'
    FROM lost WHERE attempt.message = lost.id AND attempt.number = lost.attempts
""")

_OF_DOSSIER = text(f"""
    SELECT {_COLUMNS}, a.number, a.began_at, a.ended_at, a.outcome, a.code,
        a.reason AS attempt_reason
    FROM message m LEFT JOIN attempt a ON a.message = m.id
    WHERE m.dossier = :dossier
    ORDER BY m.queued_at, m.id, a.number
""")  # noqa: S608 -- the columns are a constant

_OLDEST = text("""
    SELECT coalesce(extract(epoch FROM clock_timestamp() - min(entered_at)), 0)
    FROM message WHERE status IN ('queued', 'unknown') AND next_attempt_at <= now()
""")


class PgMessages:
    """The port `Messages` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, message: Message, *, hold: timedelta | None = None) -> bool:
        """Queue a message and wake a dispatcher."""
        values = {name: getattr(message, name) for name in _ADDED}
        values["facts"] = orjson.dumps(message.facts).decode()
        added = self._tx.execute(_ADD, values | {"hold": hold or timedelta()}).rowcount == 1
        if added and hold is None:
            self._tx.execute(_WAKE)
        return added

    def release(self, dossier: str) -> int:
        """Let the messages of a dossier that were held go now."""
        count = self._tx.execute(_RELEASE, {"dossier": dossier}).rowcount
        if count:
            self._tx.execute(_WAKE)
        return count

    def claim(self, now: datetime) -> Claimed | None:
        """Take the message that is due longest and begin an attempt."""
        row = self._tx.execute(_CLAIM, {"now": now}).one_or_none()
        return None if row is None else Claimed(message=_message(row), age=row.age)

    def settle(self, settlement: Settlement, outcome: Outcome, now: datetime) -> bool:
        """Record how the attempt ended."""
        message = settlement.message
        own = {"id": message.id, "attempts": message.attempts}
        ended = {"now": now, "outcome": outcome.result, "code": outcome.code}
        self._tx.execute(_END_ATTEMPT, own | ended | {"reason": outcome.reason})
        state = {
            "status": message.status,
            "reason": message.reason,
            "settled_at": message.settled_at,
            "wait": settlement.wait or timedelta(),
        }
        return self._tx.execute(_SETTLE, own | state).rowcount == 1

    def sweep(self, older_than: timedelta, now: datetime) -> int:
        """Mark attempts unknown that nobody ended in that time."""
        given = {"older_than": older_than, "now": now, "outcome": Result.UNKNOWN}
        count = self._tx.execute(_SWEEP, given).rowcount
        if count:
            self._tx.execute(_WAKE)
        return count

    def of_dossier(self, dossier: str) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        """Return the messages about a dossier with their attempts."""
        rows = self._tx.execute(_OF_DOSSIER, {"dossier": dossier}).all()
        return [
            (_message(same[0]), [_attempt(row) for row in same if row.number is not None])
            for same in (list(group) for _, group in groupby(rows, key=lambda row: row.id))
        ]

    def oldest_seconds(self) -> float:
        """Return the age of the oldest message that could go now; 0 when none waits."""
        return float(self._tx.scalar(_OLDEST) or 0)


_ADDED = (
    "id",
    "event_id",
    "recipient",
    "channel",
    "template",
    "template_version",
    "dossier",
    "language",
    "reference",
    "queued_at",
    "status",
)


def _message(row: Row[Any]) -> Message:
    return Message(
        **{name: getattr(row, name) for name in _ADDED if name != "status"},
        facts=row.facts,
        status=MessageStatus(row.status),
        attempts=row.attempts,
        reason=row.reason,
        settled_at=row.settled_at,
    )


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        number=row.number,
        began_at=row.began_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        code=row.code,
        reason=row.attempt_reason,
    )
