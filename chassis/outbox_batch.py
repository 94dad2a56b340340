"""Many events said at once, one a subject: for jobs that change thousands of things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from uuid import UUID

import orjson

from chassis.db import Transaction
from chassis.failpoints import failpoint
from chassis.identifiers import new_id
from chassis.outbox import CHANNEL
from contracts.codec import dump_data
from contracts.events import Event, subject_of

# The same as `outbox._ADD` for many rows; subjects are taken in order, so that two batches that
# share some wait for each other instead of dying of it.
_ADD = f"""
    WITH said AS (
        SELECT * FROM jsonb_to_recordset(%(events)s::jsonb) AS one (
            id uuid, type text, subject text, data jsonb, causation uuid
        ) ORDER BY subject
    ), stream AS (
        INSERT INTO event_stream (subject, last) SELECT subject, 1 FROM said
        ON CONFLICT (subject) DO UPDATE SET last = event_stream.last + 1
        RETURNING subject, last
    ), logged AS (
        INSERT INTO event_log (id, type, subject, sequence, time, data, traceparent, causation)
        SELECT said.id, said.type, subject, stream.last, %(time)s::timestamptz, said.data,
               %(traceparent)s::text, said.causation
        FROM said JOIN stream USING (subject)
        RETURNING position
    ), queued AS (
        INSERT INTO outbox (position) SELECT position FROM logged RETURNING position
    )
    SELECT count(*), pg_notify('{CHANNEL}', '') FROM queued
"""  # noqa: S608 -- the channel is a constant


def add_all(
    tx: Transaction,
    events: Sequence[Event],
    *,
    time: datetime,
    traceparent: str | None = None,
    causations: Sequence[UUID] = (),
) -> None:
    """Say events of different subjects once the transaction commits; `time` is of all.

    `causations`, one an event or none, are the ids of the events that led to them. Raises
    `ValueError` when two speak of one subject: their order would be left to chance.
    """
    rows = [
        {
            "id": new_id(),
            "type": event.TYPE,
            "subject": subject_of(event),
            "data": dump_data(event),
            "causation": causation,
        }
        for event, causation in zip(events, causations or repeat(None, len(events)), strict=True)
    ]
    if len({row["subject"] for row in rows}) < len(rows):
        raise ValueError("one event a subject")
    if rows:
        wanted = {"events": orjson.dumps(rows).decode(), "time": time, "traceparent": traceparent}
        tx.exec_driver_sql(_ADD, wanted)
        failpoint("outbox.added")
