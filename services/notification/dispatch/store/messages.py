"""Messages and attempts in PostgreSQL.

Instants of the business (`queued_at`, `settled_at`, an attempt's) follow the suite's clock; those
that decide about tries and time-outs follow the server's own, because a fast clock must not make
a living attempt look dead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

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
    WITH added AS (
        INSERT INTO message (
            id, event_id, recipient, channel, template, template_version, dossier, language,
            facts, reference, queued_at, status, next_attempt_at
        )
        SELECT id, event_id, recipient, channel, template, template_version, dossier, language,
            facts, reference, queued_at, status, clock_timestamp() + make_interval(secs => hold)
        FROM jsonb_to_recordset(CAST(:messages AS jsonb)) AS one (
            place integer, id uuid, event_id uuid, recipient text, channel text, template text,
            template_version integer, dossier text, language text, facts jsonb, reference text,
            queued_at timestamptz, status text, hold float8
        )
        ORDER BY place
        ON CONFLICT ON CONSTRAINT message_once_key DO NOTHING
        RETURNING template, next_attempt_at
    )
    SELECT template,
        CASE WHEN next_attempt_at <= clock_timestamp() THEN pg_notify(:wake, '') END
    FROM added
""")

_RELEASE = text("""
    UPDATE message SET next_attempt_at = clock_timestamp()
    WHERE dossier = ANY (:dossiers) AND status = 'queued' AND attempts = 0
      AND next_attempt_at > clock_timestamp()
""")

# State, attempt and reference are committed before anything leaves the machine. now() and not
# clock_timestamp() in the condition, so that the index answers it. CASE and OFFSET keep the look
# for earlier letters a look by dossier, row by row: otherwise the whole queue is read for each, by
# a join planned while it was short or through the index of what is due (280 ms at 50,000).
# Nobody waits for the disk: a server that crashes within the moment forgets the claim, and the
# letter goes again under its reference, as after any interrupted attempt.
CLAIM = text(f"""
    WITH lax AS (
        SELECT set_config('synchronous_commit', 'off', true)
    ), due AS (
        SELECT id, status FROM message AS one
        WHERE status IN ('queued', 'unknown') AND next_attempt_at <= now()
          AND NOT EXISTS (
            SELECT FROM message AS earlier
            WHERE earlier.dossier = one.dossier
              AND (earlier.entered_at, earlier.id) < (one.entered_at, one.id)
              AND CASE WHEN earlier.status IN ('queued', 'unknown')
                       THEN earlier.next_attempt_at <= now()
                       ELSE earlier.status = 'sending' END
            OFFSET 0
          )
        ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ), m AS (
        UPDATE message SET status = 'sending', attempts = attempts + 1,
            claimed_at = clock_timestamp()
        FROM due WHERE message.id = due.id
        RETURNING message.*, due.status AS was
    ), begun AS (
        INSERT INTO attempt (message, number, began_at) SELECT id, attempts, :now FROM m
    )
    SELECT {_COLUMNS}, clock_timestamp() - m.entered_at AS age, m.was
    FROM m CROSS JOIN (SELECT count(*) FROM lax) AS laxly
    ORDER BY m.next_attempt_at, m.entered_at
""")  # noqa: S608 -- the columns are a constant

_SETTLE = text("""
    WITH ended AS (
        SELECT * FROM jsonb_to_recordset(CAST(:ended AS jsonb)) AS one (
            id uuid, attempts integer, status text, reason text, settled_at timestamptz,
            wait float8, outcome text, code integer, why text
        )
    ), noted AS (
        UPDATE attempt SET ended_at = :now, outcome = ended.outcome, code = ended.code,
            reason = ended.why
        FROM ended WHERE attempt.message = ended.id AND attempt.number = ended.attempts
    )
    UPDATE message SET status = ended.status, reason = ended.reason,
        settled_at = ended.settled_at, claimed_at = NULL,
        next_attempt_at = clock_timestamp() + make_interval(secs => ended.wait)
    FROM ended
    WHERE message.id = ended.id AND message.attempts = ended.attempts
      AND message.status IN ('sending', 'unknown')
    RETURNING message.id
""")
_GIVE_BACK = text("""
    WITH back AS (
        UPDATE message SET status = given.was, attempts = message.attempts - 1, claimed_at = NULL
        FROM jsonb_to_recordset(CAST(:given AS jsonb))
             AS given (id uuid, attempts integer, was text)
        WHERE message.id = given.id AND message.attempts = given.attempts
          AND message.status = 'sending'
        RETURNING message.id, given.attempts
    )
    DELETE FROM attempt USING back
    WHERE attempt.message = back.id AND attempt.number = back.attempts
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

    def add(self, messages: Sequence[Message], *, hold: Mapping[str, timedelta]) -> Sequence[str]:
        """Queue messages and wake a dispatcher when one is due."""
        rows = [
            {name: getattr(message, name) for name in _ADDED}
            | {
                "place": place,
                "facts": message.facts,
                "hold": hold.get(message.dossier, timedelta()).total_seconds(),
            }
            for place, message in enumerate(messages)
        ]
        given = {"messages": orjson.dumps(rows).decode(), "wake": CHANNEL}
        return [row.template for row in self._tx.execute(_ADD, given)]

    def release(self, dossiers: Collection[str]) -> int:
        """Let the messages of dossiers that were held go now."""
        if not dossiers:
            return 0
        count = self._tx.execute(_RELEASE, {"dossiers": list(dossiers)}).rowcount
        if count:
            self._tx.execute(_WAKE)
        return count

    def claim(self, now: datetime, limit: int) -> Sequence[Claimed]:
        """Take the messages that are due longest and begin their attempts."""
        rows = self._tx.execute(CLAIM, {"now": now, "limit": limit}).all()
        return [
            Claimed(message=_message(row), age=row.age, was=MessageStatus(row.was)) for row in rows
        ]

    def settle(
        self, ended: Sequence[tuple[Settlement, Outcome]], now: datetime
    ) -> Collection[UUID]:
        """Record how attempts ended, in one statement."""
        if not ended:
            return ()
        rows = [_ended(settlement, outcome) for settlement, outcome in ended]
        found = self._tx.execute(_SETTLE, {"ended": orjson.dumps(rows).decode(), "now": now})
        return {row.id for row in found}

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Let messages stand as they stood, and wake another dispatcher."""
        if claimed:
            rows = [
                {"id": one.message.id, "attempts": one.message.attempts, "was": one.was}
                for one in claimed
            ]
            self._tx.execute(_GIVE_BACK, {"given": orjson.dumps(rows).decode()})
            self._tx.execute(_WAKE)

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


def _ended(settlement: Settlement, outcome: Outcome) -> dict[str, object]:
    message = settlement.message
    return {
        "id": message.id,
        "attempts": message.attempts,
        "status": message.status,
        "reason": message.reason,
        "settled_at": message.settled_at,
        "wait": (settlement.wait or timedelta()).total_seconds(),
        "outcome": outcome.result,
        "code": outcome.code,
        "why": outcome.reason,
    }


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
