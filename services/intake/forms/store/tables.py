"""The tables of forms and of the register; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
_INSTANT = DateTime(timezone=True)

form_paper = Table(
    "form_paper",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("version", SmallInteger, primary_key=True),
    Column("form_set", Text),
    Column("acted_at", _INSTANT),
    Column("made_at", _INSTANT),
    Column("digest", Text),
    Column("wrapped_key", Text),
    Column("facts", LargeBinary),
)

form_print = Table(
    "form_print",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("version", SmallInteger, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("pdf", LargeBinary),
)

form_issue = Table(
    "form_issue",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("dossier", Text),
    Column("form", Text),
    Column("version", SmallInteger),
    Column("language", Text),
    Column("at", _INSTANT),
    Column("by", JSONB),
    Column("why", Text),
)

book_entry = Table(
    "book_entry",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("book", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("dossier", Text),
    Column("accepted_at", _INSTANT),
)

register_issue = Table(
    "register_issue",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("agency", Text),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("field", Text),
    Column("format", Text),
    Column("lines", Integer),
    Column("at", _INSTANT),
    Column("by", JSONB),
)
