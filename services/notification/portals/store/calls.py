"""Calls to portals in PostgreSQL; a call that was taken is deleted, its portal has it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.portals.domain.call import DISABLED_AFTER, Answer, Call, Standing

_ADD = text("""
    INSERT INTO portal_call (id, endpoint, event_id, body, queued_at)
    SELECT :id, :endpoint, :event_id, :body, :now
    WHERE NOT EXISTS (
        SELECT FROM portal WHERE name = :endpoint AND disabled_at IS NOT NULL)
    ON CONFLICT (endpoint, event_id) DO NOTHING
""")
_CLAIM = text("""
    UPDATE portal_call SET attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + interval '2 minutes'
    WHERE id = ANY (ARRAY(
        SELECT call.id FROM portal_call AS call
        WHERE call.next_attempt_at <= clock_timestamp()
          AND call.endpoint = :endpoint
          AND NOT EXISTS (SELECT FROM portal WHERE name = call.endpoint
                          AND disabled_at IS NOT NULL)
        ORDER BY call.next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED))
    RETURNING id, endpoint, body, attempts
""")
_STANDING = text("""
    INSERT INTO portal AS before (name) VALUES (:name)
    ON CONFLICT (name) DO UPDATE SET name = before.name
    RETURNING failing_since, disabled_at
""")
_STAND = text("""
    UPDATE portal SET failing_since = :since, disabled_at = :disabled WHERE name = :name
""")
_DONE = text("DELETE FROM portal_call WHERE id = :id")
_LATER = text("""
    UPDATE portal_call SET next_attempt_at = clock_timestamp() + :wait WHERE id = :id
""")
_GIVE_UP = text("DELETE FROM portal_call WHERE endpoint = :name AND queued_at < :before")
_ENABLE = text("""
    UPDATE portal SET failing_since = NULL, disabled_at = NULL
    WHERE name = :name AND disabled_at IS NOT NULL
""")
_DISABLED = text("SELECT name FROM portal WHERE disabled_at IS NOT NULL")


class PgCalls:
    """The port `Calls` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, calls: Sequence[tuple[UUID, Call]], now: datetime) -> int:
        """Queue calls, each event once a portal."""
        rows = [
            {
                "id": call.id,
                "endpoint": call.endpoint,
                "event_id": event_id,
                "body": call.body.decode(),
                "now": now,
            }
            for event_id, call in calls
        ]
        return self._tx.execute(_ADD, rows).rowcount if rows else 0

    def claim(self, endpoint: str, limit: int) -> Sequence[Call]:
        """Take calls to a portal that are due."""
        given = {"endpoint": endpoint, "limit": limit}
        return [
            Call(id=row.id, endpoint=row.endpoint, body=row.body.encode(), attempts=row.attempts)
            for row in self._tx.execute(_CLAIM, given)
        ]

    def standing(self, endpoint: str) -> Standing:
        """Return how a portal stands, locked."""
        row = self._tx.execute(_STANDING, {"name": endpoint}).one()
        return Standing(failing_since=row.failing_since, disabled_at=row.disabled_at)

    def settle(
        self, call: Call, answer: Answer, standing: Standing, wait: timedelta, now: datetime
    ) -> None:
        """Note what came of a call; what is three days old is given up."""
        if answer is Answer.TAKEN:
            self._tx.execute(_DONE, {"id": call.id})
        else:
            self._tx.execute(_LATER, {"id": call.id, "wait": wait})
            before = now - DISABLED_AFTER
            self._tx.execute(_GIVE_UP, {"name": call.endpoint, "before": before})
        since, disabled = standing.failing_since, standing.disabled_at
        self._tx.execute(_STAND, {"name": call.endpoint, "since": since, "disabled": disabled})

    def enable(self, endpoint: str) -> bool:
        """Have a portal called again; False when it was not disabled."""
        return self._tx.execute(_ENABLE, {"name": endpoint}).rowcount == 1

    def disabled(self) -> Collection[str]:
        """Return the names of portals that are called no more."""
        return set(self._tx.scalars(_DISABLED))
