"""The tables every deployable's database has: what it said, what it heard, its timers, its clock.

Instants of the business (`time`, `due_at`) follow the suite's clock; instants of the machinery
(retries, ages, retention) follow the server's own, because a fast clock must not hurry them.
A table whose comment begins with `append-only` gives the run-time role INSERT and SELECT alone,
one whose comment begins with `read-only` SELECT alone; `chassis.migrations` grants by it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)
_INSTANT = DateTime(timezone=True)
_REAL_NOW = func.clock_timestamp()

event_stream = Table(
    "event_stream",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
    comment="How many events each subject has had; its row lock orders them.",
)

event_log = Table(
    "event_log",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("id", UUID(as_uuid=True), nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("time", _INSTANT, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("traceparent", Text),
    Column("causation", UUID(as_uuid=True)),
    UniqueConstraint("subject", "sequence"),
    comment="append-only: everything this service said.",
)

outbox = Table(
    "outbox",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("added_at", _INSTANT, nullable=False, server_default=_REAL_NOW),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", _INSTANT),
    Column("reason", Text),
    comment="What is still to be published; a row goes once the broker confirmed it.",
)

inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("source", Text),
    Column("subject", Text),
    Column("sequence", BigInteger),
    Column("type", Text),
    Column("status", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("next_attempt_at", _INSTANT),
    Column("reason", Text),
    Column("received_at", _INSTANT, nullable=False, server_default=_REAL_NOW),
    Column("body", LargeBinary),
    PrimaryKeyConstraint("consumer", "event_id"),
    comment="Every event heard, once: done, retry, waiting, parked or discarded.",
)
Index(
    "inbox_open_idx",
    inbox.c.consumer,
    inbox.c.source,
    inbox.c.subject,
    inbox.c.sequence,
    postgresql_where=text("status <> 'done'"),
)
Index(
    "inbox_next_attempt_idx",
    inbox.c.consumer,
    inbox.c.next_attempt_at,
    postgresql_where=text("status IN ('retry', 'waiting')"),
)
Index(
    "inbox_parked_idx",
    inbox.c.received_at,
    inbox.c.event_id,
    postgresql_where=text("status = 'parked'"),
)

gate = Table(
    "gate",
    metadata,
    Column("consumer", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("consumer", "source", "subject"),
    comment="The last event of each subject that a consumer has applied or passed over.",
)

operator_action = Table(
    "operator_action",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _INSTANT, nullable=False, server_default=_REAL_NOW),
    Column("operator", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("chosen", JSONB, nullable=False),
    Column("events", ARRAY(UUID(as_uuid=True)), nullable=False),
    comment="append-only: who replayed or discarded which events, and how they were chosen.",
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("client", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    Column("headers", JSONB),
    Column("body", LargeBinary),
    Column("created_at", _INSTANT, nullable=False, server_default=_REAL_NOW),
    PrimaryKeyConstraint("client", "key"),
    Index(None, "created_at"),
    comment="What each request with an Idempotency-Key was answered, for seven days.",
)

timer = Table(
    "timer",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_at", _INSTANT, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("retry_at", _INSTANT),
    Column("reason", Text),
    UniqueConstraint("kind", "subject"),
    comment="What is to be done at an instant of the suite's clock.",
)

Index("timer_fresh_idx", timer.c.due_at, timer.c.id, postgresql_where=timer.c.retry_at.is_(None))
Index("timer_retry_idx", timer.c.retry_at, postgresql_where=timer.c.retry_at.is_not(None))

suite_clock = Table(
    "suite_clock",
    metadata,
    Column("single", Boolean, CheckConstraint("single"), primary_key=True, server_default=true()),
    Column("real_anchor", _INSTANT, nullable=False),
    Column("suite_anchor", _INSTANT, nullable=False),
    Column("speed", Float, nullable=False),
    comment="read-only: one row when the suite's clock is set, none when the machine's counts.",
)
