"""Lets a consumer hear a subject's events again, when what it made of them was lost.

Nothing of the copy is written here: the inbox forgets that it applied the events, their owner
says them again with the ids they had, and the handlers, which add what is missing and leave what
is there, do the rest.
"""

from __future__ import annotations

import orjson
from sqlalchemy import text

from chassis.db import Transaction

# The gate is locked first, as the consumer does, so that it waits for us and not half-way.
_CLOSE_GATES = text("""
    UPDATE gate SET last = 0
    WHERE source = :source AND subject = :subject
""")
_FORGET = text("""
    DELETE FROM inbox
    WHERE source = :source AND subject = :subject AND status = 'done'
    RETURNING event_id
""")
_WRITE_DOWN = text("""
    INSERT INTO operator_action (operator, door, action, chosen, events)
    VALUES (:operator, 'reconciliation', 'reopen', CAST(:chosen AS jsonb), CAST(:events AS uuid[]))
""")


def reopen(tx: Transaction, source: str, subject: str, *, operator: str) -> int:
    """Forget that the events of a subject were applied; return how many.

    Those that are parked, wait or were discarded stay as they are. The owner must be asked to
    say the events again. Written down in `operator_action`.
    """
    wanted = {"source": source, "subject": subject}
    tx.execute(_CLOSE_GATES, wanted)
    events = list(tx.scalars(_FORGET, wanted))
    chosen = orjson.dumps(wanted).decode()
    tx.execute(_WRITE_DOWN, {"operator": operator, "chosen": chosen, "events": events})
    return len(events)


_RESTORED = text("""
    INSERT INTO operator_action (operator, door, action, chosen, events)
    VALUES (:operator, 'reconciliation', 'restore', CAST(:chosen AS jsonb), '{}')
""")


def write_down_restored(tx: Transaction, invariant: str, id_: str, *, operator: str) -> None:
    """Write down that somebody had the thing of this id set right."""
    chosen = orjson.dumps({"invariant": invariant, "id": id_}).decode()
    tx.execute(_RESTORED, {"operator": operator, "chosen": chosen})
