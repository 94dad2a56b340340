"""What a service says: events written with the state they tell of, published afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import orjson
from sqlalchemy import text

from chassis.db import Transaction
from chassis.failpoints import failpoint
from chassis.identifiers import new_id as make_id
from contracts.codec import dump_data
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from kernel.clock import Clock

CHANNEL = "motcua_outbox"
"""The NOTIFY channel that wakes the relays of this database."""

# One statement: count the subject's events on (its row lock orders them), log the event, queue
# it and wake the relay when the transaction commits.
_ADD = f"""
    WITH stream AS (
        INSERT INTO event_stream (subject, last) VALUES (%(subject)s, 1)
        ON CONFLICT (subject) DO UPDATE SET last = event_stream.last + 1
        RETURNING last
    ), logged AS (
        INSERT INTO event_log (id, type, subject, sequence, time, data, traceparent, causation)
        SELECT %(id)s, %(type)s, %(subject)s, last, %(time)s, %(data)s::jsonb,
               %(traceparent)s, %(causation)s
        FROM stream
        RETURNING position, sequence
    ), queued AS (
        INSERT INTO outbox (position) SELECT position FROM logged
    )
    SELECT sequence, pg_notify('{CHANNEL}', '') FROM logged
"""  # noqa: S608 -- the channel is a constant

# Events are said again with the ids they had, so that who knows them drops them.
_REPLAY = text("""
    INSERT INTO outbox (position)
    SELECT position FROM event_log
    WHERE subject = :subject AND sequence BETWEEN :first AND :last
    ORDER BY position
    ON CONFLICT (position) DO NOTHING
""")
_WAKE = text("SELECT pg_notify(:channel, '')")


class Outbox:
    """Says events inside one transaction; they go out once it commits.

    `source` is the service's name; `traceparent` the W3C trace context of what is going on.
    """

    def __init__(
        self,
        tx: Transaction,
        *,
        source: str,
        clock: Clock,
        new_id: Callable[[], UUID] = make_id,
        traceparent: str | None = None,
    ) -> None:
        self._tx = tx
        self._source = source
        self._clock = clock
        self._new_id = new_id
        self._traceparent = traceparent

    def add(self, event: Event, *, causation: UUID | None = None) -> Envelope:
        """Say an event and return its envelope; `causation` is the event that led to it.

        Two transactions that speak of one subject take turns, so sequences have no holes.
        """
        parameters: dict[str, object] = {
            "id": self._new_id(),
            "type": event.TYPE,
            "subject": subject_of(event),
            "time": self._clock(),
            "traceparent": self._traceparent,
        }
        stored = {"data": orjson.dumps(dump_data(event)).decode(), "causation": causation}
        row = self._tx.exec_driver_sql(_ADD, parameters | stored).one()
        failpoint("outbox.added")
        return Envelope(source=self._source, sequence=row.sequence, **parameters)  # type: ignore[arg-type]


def replay(tx: Transaction, subject: str, first: int, last: int) -> int:
    """Put the events `first` to `last` of a subject back into the outbox; return how many.

    Those that still wait there are not doubled. Unknown numbers are passed over.
    """
    wanted = {"subject": subject, "first": first, "last": last}
    count = tx.execute(_REPLAY, wanted).rowcount
    tx.execute(_WAKE, {"channel": CHANNEL})
    return count
