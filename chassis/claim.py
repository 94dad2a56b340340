"""Rows of the outbox, held by the transaction that will delete them once they are confirmed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import orjson
from sqlalchemy import Row

from chassis.backoff import delay_after
from chassis.db import Database, Transaction
from chassis.failpoints import failpoint
from chassis.hot import fetch
from chassis.publisher import Message
from contracts.codec import encode_data
from contracts.envelope import Envelope

_MOST_RETRY_SECONDS = 300.0

# A claim is a row lock: it ends with the session, so a crash frees the rows at once. Waiting for
# confirms is waiting inside the transaction that holds it, so rows that are held make it patient.
# One statement, for every event waits for it. The log is not joined: a plan made while the tables
# were small would be ruinous once they are not.
_TAKE = """
    WITH taken AS MATERIALIZED (
        SELECT position,
            (SELECT set_config('idle_in_transaction_session_timeout', '60s', true)) AS patience
        FROM outbox
        WHERE next_attempt_at IS NULL OR next_attempt_at <= clock_timestamp()
        ORDER BY position LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    SELECT position, id, type, subject, sequence, time, data::text AS data, traceparent
    FROM event_log WHERE position = ANY (ARRAY(SELECT position FROM taken)) ORDER BY position
"""
_TRIED = "SELECT position, attempts FROM outbox WHERE position = ANY (%(positions)s)"
_DELETE = "DELETE FROM outbox WHERE position = ANY (%(positions)s)"
_PUT_OFF = """
    UPDATE outbox SET attempts = attempts + 1, reason = put_off.reason,
        next_attempt_at = clock_timestamp() + make_interval(secs => put_off.seconds)
    FROM unnest(%(positions)s::bigint[], %(reasons)s::text[], %(seconds)s::float8[])
         AS put_off (position, reason, seconds)
    WHERE outbox.position = put_off.position
"""


class Claim:
    """A batch of the outbox, ours until `settle` or `release`."""

    def __init__(
        self,
        stack: ExitStack,
        tx: Transaction,
        events: Sequence[Row[Any]],
    ) -> None:
        self._stack = stack
        self._tx = tx
        self._events = events

    @classmethod
    def take(cls, database: Database, limit: int) -> Claim | None:
        """Claim up to `limit` rows that are due, oldest first; None when there are none.

        Raises what `Database.transaction` raises.
        """
        with ExitStack() as stack:
            tx = stack.enter_context(database.transaction())
            events = fetch(tx, _TAKE, {"limit": limit})
            if not events:
                return None
            failpoint("relay.claimed")
            return cls(stack.pop_all(), tx, events)

    def __len__(self) -> int:
        return len(self._events)

    def messages(self, source: str) -> list[Message]:
        """Return the rows as messages of a service, in their order."""
        return [_message(source, event) for event in self._events]

    def settle(self, confirmed: Sequence[int], refused: Mapping[int, str]) -> None:
        """Delete what was confirmed, put off what was refused, free the rest; by place.

        Raises what `Database.transaction` raises; the whole claim is free again then.
        """
        with self._stack:
            if confirmed:
                positions = [self._events[place].position for place in confirmed]
                self._tx.exec_driver_sql(_DELETE, {"positions": positions})
            if refused:
                self._tx.exec_driver_sql(_PUT_OFF, self._put_off(refused))
            failpoint("relay.deleted")

    def release(self) -> None:
        """Free all rows, unless they were settled; for use while an error is on its way."""
        self._stack.__exit__(*sys.exc_info())

    def _put_off(self, refused: Mapping[int, str]) -> dict[str, Any]:
        positions = [self._events[place].position for place in refused]
        rows = self._tx.exec_driver_sql(_TRIED, {"positions": positions}).all()
        tried = {row.position: row.attempts for row in rows}
        return {
            "positions": positions,
            "reasons": list(refused.values()),
            "seconds": [delay_after(tried[at] + 1, most=_MOST_RETRY_SECONDS) for at in positions],
        }


def _message(source: str, row: Row[Any]) -> Message:
    envelope = Envelope(
        id=row.id,
        source=source,
        type=row.type,
        subject=row.subject,
        time=row.time,
        sequence=row.sequence,
        traceparent=row.traceparent,
    )
    body = encode_data(envelope, orjson.Fragment(row.data))
    return Message(id=str(row.id), routing_key=row.type, body=body)
