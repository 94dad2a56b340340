"""The tables of this area that are read and written row by row; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text

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
