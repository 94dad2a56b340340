"""The tables of this area that are read and written row by row; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()
_INSTANT = DateTime(timezone=True)

apology = Table(
    "apology",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("because", Text, nullable=False),
    Column("prepared_at", _INSTANT, nullable=False),
    Column("due_at", _INSTANT, nullable=False),
    Column("proposed_due_at", _INSTANT, nullable=False),
    Column("reason", Text),
    Column("new_due_at", _INSTANT),
    Column("written_by", Text),
    Column("written_at", _INSTANT),
    Column("signed_by", Text),
    Column("signed_at", _INSTANT),
)

escalation_ladder = Table(
    "escalation_ladder",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("rules", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
)

alert_acknowledgement = Table(
    "alert_acknowledgement",
    metadata,
    Column("alert", UUID(as_uuid=True), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
)

alert = Table(
    "alert",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("dossier", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("leg", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("task", UUID(as_uuid=True), nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("audience", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("officer", Text),
    Column("confidential", Boolean, nullable=False),
    Column("due_at", _INSTANT),
    Column("at", _INSTANT, nullable=False),
)
