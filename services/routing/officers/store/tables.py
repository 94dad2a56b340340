"""The tables of this area; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, Identity, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData()
_INSTANT = DateTime(timezone=True)
_ID = UUID(as_uuid=True)

officer = Table(
    "officer",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text(collation="C")),
    Column("post", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("version", Integer, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
)

delegation = Table(
    "delegation",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("delegator", _ID, nullable=False),
    Column("officer", _ID, nullable=False),
    Column("agency", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("ground", Text, nullable=False),
)

secondment = Table(
    "secondment",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("officer", _ID, nullable=False),
    Column("agency", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("ground", Text, nullable=False),
)

arrangement = Table(
    "arrangement",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("officer", _ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("ground", Text, nullable=False),
    Column("cover", _ID),
    Column("fields", ARRAY(Text), nullable=False),
)

officer_change = Table(
    "officer_change",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _INSTANT, nullable=False),
    Column("by", Text, nullable=False),
    Column("officer", _ID, nullable=False),
    Column("action", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", JSONB, nullable=False),
)
