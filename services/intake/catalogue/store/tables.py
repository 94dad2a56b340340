"""The tables of the catalogue; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()

agency = Table(
    "agency",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("parent", Text),
    Column("commune", Text),
    Column("area", ARRAY(Text), nullable=False),
    Column("address", Text),
    Column("phone", Text),
    Column("calendar", Text, nullable=False),
    Column("office_hours", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("successor", Text),
    Column("successors", JSONB, nullable=False),
    Column("online_from", Date),
)

calendar = Table(
    "calendar",
    metadata,
    Column("id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("notice", Text),
    Column("published_at", DateTime(timezone=True)),
    Column("published_by", Text),
    PrimaryKeyConstraint("id", "version"),
)

procedure = Table("procedure", metadata, Column("code", Text, primary_key=True))

procedure_version = Table(
    "procedure_version",
    metadata,
    Column("code", Text, ForeignKey("procedure.code"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("name_vi", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("short_name_vi", Text, nullable=False),
    Column("short_name_en", Text, nullable=False),
    Column("field_code", Text, nullable=False),
    Column("field_name", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("legal_level", SmallInteger, nullable=False),
    Column("delivery_mode", Text, nullable=False),
    Column("receiving_kinds", ARRAY(Text), nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Column("document", JSONB, nullable=False),
    PrimaryKeyConstraint("code", "version"),
)

search_wording = Table(
    "search_wording",
    metadata,
    Column("version", Integer, Identity(always=True), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("document", JSONB, nullable=False),
)

announced_procedure = Table(
    "announced_procedure",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("reviews", ARRAY(Text), nullable=False),
    Column("document", JSONB, nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

catalogue_import = Table(
    "catalogue_import",
    metadata,
    Column("number", Integer, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
)
