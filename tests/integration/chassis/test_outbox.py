"""What is said is said once, in order, with the state it tells of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from chassis.db import Database
from chassis.outbox import Outbox, replay
from contracts.events.notification import MessageHandedOver
from kernel.errors import ConflictError

_NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def message(dossier: str = "H56.1-261123-0001", number: int = 1) -> MessageHandedOver:
    """Return some event about a dossier."""
    return MessageHandedOver(
        dossier=dossier,
        message=f"m{number}",
        cause="accepted",
        template="accepted",
        channel="email",
        at=_NOON,
    )


def test_an_event_is_logged_queued_and_numbered(chassis_database: Database) -> None:
    """The first two events of a subject are 1 and 2, another subject begins at 1."""
    with chassis_database.transaction() as tx:
        outbox = Outbox(tx, source="notification", clock=lambda: _NOON)
        envelopes = [outbox.add(message()), outbox.add(message()), outbox.add(message("X"))]
    with chassis_database.read() as tx:
        logged = tx.execute(text("SELECT id, sequence, time FROM event_log ORDER BY position"))
        rows = [(row.id, row.sequence, row.time) for row in logged]
        queued = tx.scalar(text("SELECT count(*) FROM outbox"))

    assert [envelope.sequence for envelope in envelopes] == [1, 2, 1]
    assert rows == [(envelope.id, envelope.sequence, _NOON) for envelope in envelopes]
    assert queued == 3


def test_what_was_rolled_back_was_never_said(chassis_database: Database) -> None:
    """A failing transaction leaves no event and burns no number."""

    def fail() -> None:
        with chassis_database.transaction() as tx:
            Outbox(tx, source="notification", clock=lambda: _NOON).add(message())
            raise ConflictError

    with pytest.raises(ConflictError):
        fail()
    with chassis_database.transaction() as tx:
        envelope = Outbox(tx, source="notification", clock=lambda: _NOON).add(message())
        queued = tx.scalar(text("SELECT count(*) FROM outbox"))

    assert envelope.sequence == 1
    assert queued == 1


def test_many_at_once_leave_no_hole(chassis_database: Database) -> None:
    """Forty concurrent events of one subject are numbered 1 to 40."""

    def say(number: int) -> int:
        with chassis_database.transaction() as tx:
            outbox = Outbox(tx, source="notification", clock=lambda: _NOON)
            return outbox.add(message(number=number)).sequence

    with ThreadPoolExecutor(8) as pool:
        sequences = sorted(pool.map(say, range(40)))

    assert sequences == list(range(1, 41))


def test_replay_queues_what_was_published_before(chassis_database: Database) -> None:
    """Replayed are the numbers asked for, once each, and nothing else."""
    with chassis_database.transaction() as tx:
        outbox = Outbox(tx, source="notification", clock=lambda: _NOON)
        envelopes = [outbox.add(message(number=number)) for number in range(5)]
        subject = envelopes[0].subject
        tx.execute(text("DELETE FROM outbox"))
        counts = [replay(tx, subject, 2, 4), replay(tx, subject, 4, 9)]
        queued = tx.scalar(text("SELECT array_agg(position ORDER BY position) FROM outbox"))

    assert counts == [3, 1]
    assert queued == [2, 3, 4, 5]
