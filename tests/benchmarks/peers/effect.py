"""What every contestant does with an event: one inbox row and, when it was new, one effect row.

`ONE` and `MANY` do both in one statement, which is the fastest way psycopg has. `INBOX` followed
by an `EFFECT` an event is for batches whose events each have a handler, as ours have. This runs
in the peers' environment, so it knows nothing of the project.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DATABASE_URL = os.environ.get("BENCHMARK_DATABASE_URL", "")
AMQP_URL = os.environ.get("BENCHMARK_AMQP_URL", "")
QUEUE = os.environ.get("BENCHMARK_QUEUE", "")
PREFETCH = 400
BATCH = 100
FLUSH_SECONDS = 0.015

Event = Mapping[str, Any]

ONE = """
    WITH heard AS (
        INSERT INTO inbox (consumer, event_id, source, subject, sequence, type, status)
        VALUES ('reporting', %s, %s, %s, %s, %s, 'done')
        ON CONFLICT (consumer, event_id) DO NOTHING RETURNING event_id, subject, type
    )
    INSERT INTO effect (event_id, subject, type) SELECT event_id, subject, type FROM heard
"""
MANY = """
    WITH heard AS (
        INSERT INTO inbox (consumer, event_id, source, subject, sequence, type, status)
        SELECT 'reporting', event_id, source, subject, sequence, type, 'done'
        FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::text[])
             AS heard (event_id, source, subject, sequence, type)
        ON CONFLICT (consumer, event_id) DO NOTHING RETURNING event_id, subject, type
    )
    INSERT INTO effect (event_id, subject, type) SELECT event_id, subject, type FROM heard
"""

INBOX = """
    INSERT INTO inbox (consumer, event_id, source, subject, sequence, type, status)
    SELECT 'reporting', event_id, source, subject, sequence, type, 'done'
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::text[])
         AS heard (event_id, source, subject, sequence, type)
    ON CONFLICT (consumer, event_id) DO NOTHING RETURNING event_id, subject, type
"""
EFFECT = "INSERT INTO effect (event_id, subject, type) VALUES (%s, %s, %s)"


def values(event: Event) -> tuple[Any, ...]:
    """Return the parameters of `ONE`."""
    return (event["id"], event["source"], event["subject"], event["sequence"], event["type"])


def columns(events: Sequence[Event]) -> tuple[list[Any], ...]:
    """Return the parameters of `MANY`; an event that came twice counts once."""
    distinct = {event["id"]: values(event) for event in events}
    return tuple(list(column) for column in zip(*distinct.values(), strict=True))


def events() -> Iterator[dict[str, Any]]:
    """Yield the events the run wrote to a file, for tools with a message format of their own."""
    with Path(os.environ["BENCHMARK_EVENTS"]).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main(*, work: Callable[[], None], fill: Callable[[], None] | None = None) -> None:
    """Do what the first argument says: `work` until SIGTERM, or `fill` the queue."""
    if sys.argv[1] == "fill":
        assert fill is not None
        fill()
        return
    # Nothing is left to tidy up at the end of a round, and some tools take long to.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    work()
