"""The tables of the area; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import UUID

metadata = MetaData()
_INSTANT = DateTime(timezone=True)
_ID = UUID(as_uuid=True)

amendment = Table(
    "amendment",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("procedure", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("law", Text),
    Column("text", Text),
    Column("agency", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("state", Text, nullable=False),
    Column("for_version", Integer),
    Column("revision", Integer, nullable=False),
)

amendment_word = Table(
    "amendment_word",
    metadata,
    Column("amendment", _ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
)
