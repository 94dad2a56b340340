"""Parked events as operators see and mend them: list, show, replay, discard, one or many.

Every change is written down in the same transaction (`operator_action`, append-only): who, what,
which events, how they were chosen.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import Row, text

from chassis import inbox
from chassis.db import ContentionError, Database, LockTimeoutError, Transaction

Place = tuple[datetime, UUID]
"""Where a page of parked events ends: (received_at, event id)."""

_log = structlog.get_logger(__name__)
_CHUNK = 100
_ROUNDS = 5
_chance = random.SystemRandom()

_CHOSEN = """
    status = 'parked'
    AND (CAST(:ids AS uuid[]) IS NULL OR event_id = ANY (CAST(:ids AS uuid[])))
    AND (CAST(:reason AS text) IS NULL OR starts_with(reason, CAST(:reason AS text)))
    AND (CAST(:type AS text) IS NULL OR type = :type)
    AND (CAST(:before AS timestamptz) IS NULL OR received_at < :before)
"""
_COLUMNS = "consumer, event_id, source, subject, sequence, type, attempts, reason, received_at"
_PAGE = text(f"""
    SELECT {_COLUMNS} FROM inbox
    WHERE {_CHOSEN}
      AND (CAST(:after_at AS timestamptz) IS NULL
           OR (received_at, event_id) > (:after_at, CAST(:after_id AS uuid)))
    ORDER BY received_at, event_id LIMIT :limit
""")  # noqa: S608 -- constants of this module
_GROUPS = text(f"""
    SELECT reason, type, count(*) AS events, min(received_at) AS oldest,
           max(received_at) AS newest
    FROM inbox WHERE {_CHOSEN}
    GROUP BY reason, type ORDER BY count(*) DESC, reason, type
""")  # noqa: S608 -- the same
_ONE = text(f"""
    SELECT {_COLUMNS}, body, (
        SELECT count(*) FROM inbox AS later
        WHERE later.consumer = inbox.consumer AND later.source = inbox.source
          AND later.subject = inbox.subject AND later.sequence > inbox.sequence
          AND later.status = 'waiting'
    ) AS held_up
    FROM inbox WHERE event_id = :event_id AND status = 'parked'
    LIMIT 1
""")  # noqa: S608 -- the same
# In the order in which the consumer locks gates, so that the two never wait for each other.
_IDS = text(f"""
    SELECT event_id FROM inbox WHERE {_CHOSEN}
    ORDER BY consumer, source, subject, sequence, event_id
""")  # noqa: S608 -- the same
_WRITE_DOWN = text("""
    INSERT INTO operator_action (operator, door, action, chosen, events)
    VALUES (:operator, :door, :action, CAST(:chosen AS jsonb), CAST(:events AS uuid[]))
""")


class Action(StrEnum):
    """What an operator can do with a parked event."""

    REPLAY = "replay"  # try it again, as if it came anew
    DISCARD = "discard"  # pass it over for good; what waits behind it goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which parked events are meant: all conditions given hold together, none means all.

    `reason` is how the cause begins, `type` the whole type of the event, `before` an instant it
    was heard before.
    """

    event_ids: tuple[UUID, ...] | None = None
    reason: str | None = None
    type: str | None = None
    before: datetime | None = None

    @property
    def everything(self) -> bool:
        """Tell whether nothing narrows the choice."""
        return (self.event_ids, self.reason, self.type, self.before) == (None, None, None, None)

    def parameters(self) -> dict[str, Any]:
        """Return what the statements are given."""
        ids = None if self.event_ids is None else list(self.event_ids)
        return {"ids": ids, "reason": self.reason, "type": self.type, "before": self.before}

    def document(self) -> dict[str, Any]:
        """Return the choice as it is written down."""
        ids = {"ids": [str(one) for one in self.event_ids]} if self.event_ids is not None else {}
        found = {"reason": self.reason, "type": self.type, "before": self.before}
        return ids | {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedEvent:
    """A parked event without its body; what could not be read of it is None."""

    consumer: str
    event_id: UUID
    source: str | None
    subject: str | None
    sequence: int | None
    type: str | None
    attempts: int
    reason: str | None
    received_at: datetime

    @classmethod
    def from_row(cls, row: Row[Any]) -> ParkedEvent:
        """Return the event of a row of the inbox."""
        return cls(**{name: getattr(row, name) for name in _COLUMNS.split(", ")})


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedBody:
    """A parked event with its bytes as they came; `held_up` counts those that wait behind it."""

    event: ParkedEvent
    body: bytes
    held_up: int

    def document(self) -> object | None:
        """Return the body's JSON value, None when it is none; what is sealed stays sealed."""
        try:
            document: object = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None
        return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How many events are parked for one reason, by type."""

    reason: str | None
    type: str | None
    events: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who acts: the subject of an account, and the door (`command-line`, `http`)."""

    subject: str
    door: str


def page(
    tx: Transaction, choice: Choice, *, after: Place | None = None, limit: int = 50
) -> Sequence[ParkedEvent]:
    """Return a page of parked events, the longest parked first."""
    at, event_id = after or (None, None)
    wanted = choice.parameters() | {"after_at": at, "after_id": event_id, "limit": limit}
    return [ParkedEvent.from_row(row) for row in tx.execute(_PAGE, wanted)]


def groups(tx: Transaction, choice: Choice) -> Sequence[Group]:
    """Return how many events are parked by reason and type, the most frequent first."""
    return [Group(**row._mapping) for row in tx.execute(_GROUPS, choice.parameters())]  # noqa: SLF001 -- SQLAlchemy's public name


def find(tx: Transaction, event_id: UUID) -> ParkedBody | None:
    """Return a parked event with its body, None when none is parked under this id."""
    row = tx.execute(_ONE, {"event_id": event_id}).one_or_none()
    if row is None:
        return None
    event = ParkedEvent.from_row(row)
    return ParkedBody(event=event, body=bytes(row.body or b""), held_up=row.held_up)


def act(database: Database, action: Action, choice: Choice, operator: Operator) -> int:
    """Replay or discard what is chosen, and write it down; return how many events it was.

    Works in portions, each a transaction with its own line in `operator_action`; what is parked
    meanwhile is left alone. Raises `UnavailableError` when the database is away; what was done
    before stays done.
    """
    with database.read() as tx:
        ids = [row.event_id for row in tx.execute(_IDS, choice.parameters())]
    done = 0
    for start in range(0, len(ids), _CHUNK):
        done += _portion(database, action, ids[start : start + _CHUNK], choice, operator)
    _log.info("parked-events-handled", action=action, events=done, door=operator.door)
    return done


def _portion(
    database: Database, action: Action, ids: Sequence[UUID], choice: Choice, operator: Operator
) -> int:
    for round_ in range(1, _ROUNDS + 1):
        try:
            with database.transaction() as tx:
                return _act_on(tx, action, ids, choice, operator)
        except (ContentionError, LockTimeoutError):
            if round_ == _ROUNDS:
                raise
            time.sleep(_chance.uniform(0, 0.1 * round_))
    raise AssertionError  # pragma: no cover -- the last round returns or raises


def _act_on(
    tx: Transaction, action: Action, ids: Sequence[UUID], choice: Choice, operator: Operator
) -> int:
    do = inbox.replay if action is Action.REPLAY else inbox.discard
    done = [event_id for event_id in ids if do(tx, event_id)]
    if done:
        tx.execute(
            _WRITE_DOWN,
            {
                "operator": operator.subject,
                "door": operator.door,
                "action": action,
                "chosen": orjson.dumps(choice.document()).decode(),
                "events": done,
            },
        )
    return len(done)
