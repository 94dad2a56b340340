"""The tables of this area; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

procedure_version = Table(
    "procedure_version",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("process", JSONB, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("field", Text),
)

agency = Table(
    "agency",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("office_hours", JSONB, nullable=False),
    Column("parent", Text),
    Column("valid_to", Date),
)

calendar = Table(
    "calendar",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
)
