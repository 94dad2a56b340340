"""What a service says, as part of the statement that stores what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import orjson

from chassis.identifiers import new_id as make_id
from chassis.outbox import CHANNEL
from contracts.codec import dump_data
from contracts.events import Event, subject_of

# The same as `outbox._ADD` for several events of one subject, numbered in the order given.
SAY = """
    said AS (
        SELECT * FROM jsonb_to_recordset(%(said)s::jsonb) AS one (
            place integer, id uuid, type text, data jsonb
        )
    ), stream AS (
        INSERT INTO event_stream (subject, last) VALUES (%(said_of)s, %(said_count)s)
        ON CONFLICT (subject) DO UPDATE SET last = event_stream.last + excluded.last
        RETURNING last
    ), logged AS (
        INSERT INTO event_log (id, type, subject, sequence, time, data, traceparent)
        SELECT id, type, %(said_of)s, stream.last - %(said_count)s + place, %(said_at)s, data,
               %(said_trace)s
        FROM said, stream ORDER BY place
        RETURNING position
    ), queued AS (
        INSERT INTO outbox (position) SELECT position FROM logged
    )
"""
"""CTEs that say events; the statement they stand in must end with `WAKE`."""

WAKE = f"SELECT pg_notify('{CHANNEL}', '')"
"""Wakes the relay when the transaction commits."""


def said(
    events: Sequence[Event],
    *,
    at: datetime,
    traceparent: str | None,
    new_id: Callable[[], UUID] = make_id,
) -> dict[str, object]:
    """Return the parameters of `SAY`; raises `ValueError` unless all speak of one subject."""
    subjects = {subject_of(event) for event in events}
    if len(subjects) != 1:
        raise ValueError("events of one subject, at least one")
    rows = [
        {"place": place, "id": new_id(), "type": event.TYPE, "data": dump_data(event)}
        for place, event in enumerate(events, start=1)
    ]
    return {
        "said": orjson.dumps(rows).decode(),
        "said_of": subjects.pop(),
        "said_count": len(rows),
        "said_at": at,
        "said_trace": traceparent,
    }
