"""The events of a run: dossiers with five events each, about 1 KB on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson

from chassis.db import Transaction
from chassis.identifiers import new_id
from contracts.codec import dump_data, encode
from contracts.envelope import Envelope
from contracts.events import subject_of
from contracts.events.intake import DossierAccepted, LegAgency

EVENTS_A_DOSSIER = 5
_FIRST = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
_LEGS = tuple(
    LegAgency(leg=f"chuyen-nganh-{number}", agency=f"H56.{number:02d}.14797")
    for number in range(1, 6)
)

_SAY_MANY = """
    WITH logged AS (
        INSERT INTO event_log (id, type, subject, sequence, time, data)
        SELECT gen_random_uuid(), %(type)s, %(subject)s || number, 1, clock_timestamp(),
               %(data)s::jsonb
        FROM generate_series(1, %(count)s) AS number
        RETURNING position
    )
    INSERT INTO outbox (position) SELECT position FROM logged
"""


def accepted(dossier: int) -> DossierAccepted:
    """Return the event of a dossier by its number."""
    return DossierAccepted(
        code=f"H56.14797-260213-{dossier:06d}",
        procedure="1.004194.000.00.00.H56",
        procedure_version=3,
        case=None,
        channel="counter",
        receiving_agency="H56.14797",
        competent_agency="H56.01.14797",
        legs=_LEGS,
        filed_at=_FIRST,
        received_at=_FIRST,
        accepted_at=_FIRST + timedelta(minutes=20),
        term="P15D",
        due_at=_FIRST + timedelta(days=21),
        due_provisional=False,
        officer="officer-0001",
        language="vi",
    )


def bodies(count: int) -> Iterator[bytes]:
    """Yield encoded events, dossier by dossier, each dossier's in sequence."""
    for number in range(count):
        event = accepted(number // EVENTS_A_DOSSIER)
        envelope = Envelope(
            id=new_id(),
            source="intake",
            type=event.TYPE,
            subject=subject_of(event),
            time=_FIRST,
            sequence=number % EVENTS_A_DOSSIER + 1,
        )
        yield encode(envelope, event)


def say_many(tx: Transaction, count: int) -> None:
    """Put events into the log and the outbox, as many commits would have."""
    event = accepted(0)
    tx.exec_driver_sql(
        _SAY_MANY,
        {
            "type": event.TYPE,
            "subject": f"{subject_of(event)}-",
            "data": orjson.dumps(dump_data(event)).decode(),
            "count": count,
        },
    )
