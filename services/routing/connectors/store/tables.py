"""The tables of this area; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()

enquiry_delivery = Table(
    "enquiry_delivery",
    metadata,
    Column("reference", UUID(as_uuid=True), primary_key=True),
    Column("system", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
)
