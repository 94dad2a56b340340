"""The tables of this area; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()
_INSTANT = DateTime(timezone=True)
_ID = UUID(as_uuid=True)

case = Table(
    "case",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("dossier", Text, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("procedure_version", Integer, nullable=False),
    Column("receiving_agency", Text, nullable=False),
    Column("competent_agency", Text),
    Column("status", Text, nullable=False),
    Column("opened_at", _INSTANT, nullable=False),
    Column("due_at", _INSTANT),
    Column("decided_at", _INSTANT),
    Column("decision_agency", Text),
    Column("decision_officer", Text),
    Column("result_number", Text),
    Column("result_note", Text),
    Column("suspended", Text),
    Column("apology_since", _INSTANT),
    Column("held_since", _INSTANT),
    Column("conditions", JSONB(none_as_null=True)),
    Column("answers", JSONB(none_as_null=True)),
)

leg = Table(
    "leg",
    metadata,
    Column("case_id", _ID, primary_key=True),
    Column("leg", Text, primary_key=True),
    Column("place", SmallInteger, nullable=False),
    Column("agency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", _INSTANT),
    Column("finished_at", _INSTANT),
    Column("due_at", _INSTANT),
    Column("clock_from", _INSTANT),
    Column("clock_minutes", Integer),
    Column("silent_at", _INSTANT),
    Column("lapsed", Boolean),
    Column("late_at", _INSTANT),
    Column("successor", Text),
)

case_paper = Table(
    "case_paper",
    metadata,
    Column("case_id", _ID, primary_key=True),
    Column("paper", Text, primary_key=True),
    Column("leg", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
)

step = Table(
    "step",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("case_id", _ID, nullable=False),
    Column("leg", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("started_at", _INSTANT, nullable=False),
    Column("due_at", _INSTANT),
    Column("latest_at", _INSTANT),
    Column("ended_at", _INSTANT),
    Column("ended_by", Text),
    Column("ending", Text),
    Column("version", Integer, nullable=False),
    Column("clock_from", _INSTANT),
    Column("clock_minutes", Integer),
    Column("for_head", Boolean, nullable=False),
    Column("effort", Integer, nullable=False),
    Column("told", SmallInteger, nullable=False),
    Column("enquiry", Text),
    Column("enquiry_attempt", SmallInteger),
    Column("enquiry_until", _INSTANT),
)

assignment_plan = Table(
    "assignment_plan",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("rules", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _INSTANT, nullable=False),
)

handover_slip = Table(
    "handover_slip",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("number", Text, nullable=False),
    Column("case_id", _ID, nullable=False),
    Column("from_leg", Text, nullable=False),
    Column("from_agency", Text, nullable=False),
    Column("to_leg", Text, nullable=False),
    Column("to_agency", Text, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("papers", JSONB, nullable=False),
    Column("given_by", Text),
    Column("given_at", _INSTANT, nullable=False),
    Column("status", Text, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", _INSTANT),
    Column("reason", Text),
    Column("version", Integer, nullable=False),
)

step_event = Table(
    "step_event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("step_id", _ID, nullable=False),
    Column("action", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("at", _INSTANT, nullable=False),
    Column("note", Text),
    Column("taker", Text),
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("case_id", _ID, nullable=False),
    Column("step_id", _ID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("leg", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("receiving_agency", Text, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _INSTANT, nullable=False),
    Column("lacks", JSONB, nullable=False),
    Column("reason", Text),
    Column("ground", Text),
    Column("status", Text, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", _INSTANT),
    Column("answer", Text),
    Column("version", Integer, nullable=False),
)
