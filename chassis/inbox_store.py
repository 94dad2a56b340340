"""The statements on inbox and gate. The gate row is always locked first, so nobody deadlocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row

from chassis.db import Transaction
from chassis.heard import Heard
from chassis.hot import fetch

Key = tuple[str, str]
"""(source, subject) of a gate."""

_LOCK_GATES = """
    SELECT source, subject, last FROM gate
    JOIN unnest(%(sources)s::text[], %(subjects)s::text[]) AS wanted (source, subject)
    USING (source, subject)
    WHERE consumer = %(consumer)s
    ORDER BY source, subject FOR UPDATE OF gate
"""
_OPEN_GATES = """
    INSERT INTO gate (consumer, source, subject, last)
    SELECT %(consumer)s, source, subject, 0
    FROM unnest(%(sources)s::text[], %(subjects)s::text[]) AS wanted (source, subject)
    ORDER BY source, subject
    ON CONFLICT (consumer, source, subject) DO NOTHING
"""
_MOVE_GATES = """
    UPDATE gate SET last = moved.last
    FROM unnest(%(sources)s::text[], %(subjects)s::text[], %(lasts)s::bigint[])
         AS moved (source, subject, last)
    WHERE gate.consumer = %(consumer)s
      AND gate.source = moved.source AND gate.subject = moved.subject
"""
# One JSON document: psycopg writes arrays member by member in Python, which took a tenth of an
# event's CPU. What waits behind the gates comes in the same trip, for every event waits for it;
# nobody touches those rows without their gate, which is ours by now. The gate of an event that
# comes alone is moved there and then: all of it is undone should the event fail.
_INSERT = """
    WITH inserted AS (
        INSERT INTO inbox (consumer, event_id, source, subject, sequence, type, status)
        SELECT %(consumer)s, event_id, source, subject, sequence, type, 'done'
        FROM jsonb_to_recordset(%(heard)s::jsonb)
             AS heard (event_id uuid, source text, subject text, sequence bigint, type text)
        ORDER BY event_id
        ON CONFLICT (consumer, event_id) DO NOTHING
        RETURNING event_id
    ), moved AS (
        UPDATE gate SET last = %(alone)s::bigint FROM inserted
        WHERE consumer = %(consumer)s AND %(alone)s::bigint IS NOT NULL
          AND source = (%(sources)s::text[])[1] AND subject = (%(subjects)s::text[])[1]
    )
    SELECT event_id, status, body, source, subject, sequence, false AS fresh
    FROM inbox
    JOIN unnest(%(sources)s::text[], %(subjects)s::text[], %(lasts)s::bigint[])
         AS gates (source, subject, last)
    USING (source, subject)
    WHERE consumer = %(consumer)s AND status IN ('waiting', 'discarded') AND status <> 'done'
      AND sequence > last
    UNION ALL
    SELECT event_id, NULL, NULL, NULL, NULL, NULL, true FROM inserted
"""
_TAKE = """
    SELECT event_id FROM inbox
    WHERE consumer = %(consumer)s AND event_id = ANY (%(ids)s::uuid[])
      AND status IN ('retry', 'waiting')
    ORDER BY event_id FOR UPDATE SKIP LOCKED
"""
_PASSED = """
    SELECT event_id FROM inbox
    WHERE consumer = %(consumer)s AND event_id = ANY (%(ids)s::uuid[])
      AND status IN ('done', 'discarded')
"""
_NOTE = """
    UPDATE inbox SET
        status = noted.status, reason = noted.reason, attempts = noted.attempts,
        next_attempt_at = clock_timestamp() + make_interval(secs => noted.seconds),
        body = CASE WHEN noted.status = 'done' THEN NULL ELSE noted.body END
    FROM unnest(%(ids)s::uuid[], %(statuses)s::text[], %(reasons)s::text[],
                %(attempts)s::smallint[], %(seconds)s::float8[], %(bodies)s::bytea[])
         AS noted (event_id, status, reason, attempts, seconds, body)
    WHERE inbox.consumer = %(consumer)s AND inbox.event_id = noted.event_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """How the row of an event is to look; a row noted as done keeps no body."""

    event_id: UUID
    status: str
    body: bytes | None = None
    reason: str | None = None
    attempts: int = 0
    seconds: float | None = None


class InboxRows:
    """Inbox and gate of one consumer, inside one transaction."""

    def __init__(self, tx: Transaction, consumer: str) -> None:
        self._tx = tx
        self._consumer = consumer

    def lock_gates(self, keys: Sequence[Key]) -> dict[Key, int]:
        """Lock the gates of these subjects, opening missing ones; return the last of each."""
        if not keys:
            return {}
        found = self._locked(keys)
        missing = [key for key in keys if key not in found]
        if missing:
            self._execute(_OPEN_GATES, _columns(missing))
            found |= self._locked(missing)
        return found

    def insert(
        self, heard: Sequence[Heard], lasts: Mapping[Key, int], *, alone: int | None = None
    ) -> tuple[set[UUID], Sequence[Row[Any]]]:
        """Note events as done; return the ids of those that were not there before.

        With them come the waiting and the discarded rows behind these gates. `alone` is where
        the one gate goes if the one event is new.
        """
        if not heard and not lasts:
            return set(), []
        columns = _columns(lasts) | {"lasts": list(lasts.values()), "heard": _as_rows(heard)}
        columns["alone"] = alone
        found = self._execute(_INSERT, columns)
        fresh = {row.event_id for row in found if row.fresh}
        return fresh, [row for row in found if not row.fresh]

    def take(self, ids: Sequence[UUID]) -> set[UUID]:
        """Lock rows that still wait for a try and return their ids."""
        if not ids:
            return set()
        return {row.event_id for row in self._execute(_TAKE, {"ids": list(ids)})}

    def passed(self, ids: Sequence[UUID]) -> set[UUID]:
        """Return which of these events were applied or passed over before."""
        if not ids:
            return set()
        return {row.event_id for row in self._execute(_PASSED, {"ids": list(ids)})}

    def move_gates(self, lasts: Mapping[Key, int]) -> None:
        """Move gates on."""
        if lasts:
            self._execute(_MOVE_GATES, _columns(lasts) | {"lasts": list(lasts.values())})

    def note(self, notes: Sequence[Note]) -> None:
        """Write what became of events."""
        if not notes:
            return
        columns = {
            "ids": [note.event_id for note in notes],
            "statuses": [note.status for note in notes],
            "reasons": [note.reason for note in notes],
            "attempts": [note.attempts for note in notes],
            "seconds": [note.seconds for note in notes],
            "bodies": [note.body for note in notes],
        }
        self._execute(_NOTE, columns)

    def savepoint(self) -> None:
        """Begin a stretch that `back_to_savepoint` undoes."""
        self._tx.exec_driver_sql("SAVEPOINT stretch")

    def next_savepoint(self) -> None:
        """Keep what was done in the stretch and begin the next one."""
        self._tx.exec_driver_sql("RELEASE SAVEPOINT stretch; SAVEPOINT stretch")

    def back_to_savepoint(self) -> None:
        """Undo everything since the savepoint, which stays."""
        self._tx.exec_driver_sql("ROLLBACK TO SAVEPOINT stretch")

    def _locked(self, keys: Iterable[Key]) -> dict[Key, int]:
        rows = self._execute(_LOCK_GATES, _columns(keys))
        return {(row.source, row.subject): row.last for row in rows}

    def _execute(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        return fetch(self._tx, statement, {"consumer": self._consumer, **parameters})


def _as_rows(heard: Sequence[Heard]) -> str:
    rows = [
        {
            "event_id": one.event_id,
            "source": one.source,
            "subject": one.subject,
            "sequence": one.sequence,
            "type": one.type,
        }
        for one in heard
    ]
    return orjson.dumps(rows).decode()


def _columns(keys: Iterable[Key]) -> dict[str, Any]:
    pairs = list(keys)
    return {"sources": [key[0] for key in pairs], "subjects": [key[1] for key in pairs]}
