"""The tables of the registry for reading; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData()
_INSTANT = DateTime(timezone=True)

dossier = Table(
    "dossier",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer),
    Column("status", SmallInteger),
    Column("sub_status", Text),
    Column("procedure", Text),
    Column("procedure_version", Integer),
    Column("case", Text),
    Column("channel", Text),
    Column("receiving_agency", Text),
    Column("competent_agency", Text),
    Column("legs", JSONB),
    Column("area", Text),
    Column("owner", Text),
    Column("parties", ARRAY(Text)),
    Column("language", Text),
    Column("confidential", Boolean),
    Column("filed_at", _INSTANT),
    Column("received_at", _INSTANT),
    Column("answer_by", _INSTANT),
    Column("accepted_at", _INSTANT),
    Column("term", Text),
    Column("due_at", _INSTANT),
    Column("due_provisional", Boolean),
    Column("refused_at", _INSTANT),
    Column("refusal_reason", Text),
    Column("finished_at", _INSTANT),
    Column("outcome", Text),
    Column("result_number", Text),
    Column("timeliness", Text),
    Column("handed_over_at", _INSTANT),
    Column("handed_over_by", Text),
    Column("staff_alert_at", _INSTANT),
    Column("head_alert_at", _INSTANT),
    Column("apology_at", _INSTANT),
    Column("next_limit", Text),
    Column("supplement_asked_at", _INSTANT),
    Column("supplement_by", _INSTANT),
    Column("supplemented_at", _INSTANT),
    Column("interruptions", JSONB),
    Column("calendar", Text),
    Column("calendar_version", Integer),
    Column("withdrawal_asked_at", _INSTANT),
    Column("withdrawn_at", _INSTANT),
    Column("suspended_at", _INSTANT),
    Column("refusal_code", Text),
    Column("refusal_ground", Text),
    Column("content_version", Integer),
    Column("corrected_at", _INSTANT),
    Column("case_number", SmallInteger),
    Column("erased_at", _INSTANT),
    Column("mandate", UUID(as_uuid=False)),
    Column("draft_offered_at", _INSTANT),
    Column("confirm_by", _INSTANT),
    Column("confirm_term", Text),
    Column("term_calendar_version", Integer),
    Column("objections", SmallInteger),
    Column("obligation_asked_at", _INSTANT),
    Column("tracking_hash", LargeBinary),
)

dossier_content = Table(
    "dossier_content",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("applicant", JSONB),
    Column("on_behalf_of", JSONB),
    Column("form", JSONB),
    Column("fee", JSONB),
    Column("delivery", JSONB),
    Column("names_folded", Text),
    Column("name_key", Text),
    Column("phone_index", Text),
    Column("email_index", Text),
    Column("sealed_with", Text),
)

dossier_paper = Table(
    "dossier_paper",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("paper", Text),
    Column("source", Text),
    Column("originals", SmallInteger),
    Column("copies", SmallInteger),
)

dossier_reader = Table(
    "dossier_reader",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("filed_at", _INSTANT, primary_key=True),
    Column("dossier", Text, primary_key=True),
    Column("open", Boolean),
    Column("names", Text),
)

timeline_entry = Table(
    "timeline_entry",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("dossier", Text),
    Column("at", _INSTANT),
    Column("kind", Text),
    Column("by", JSONB(none_as_null=True)),
    Column("text_vi", Text),
    Column("text_en", Text),
    Column("data", JSONB),
    Column("number", Integer),
)

clock_entry = Table(
    "clock_entry",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("dossier", Text),
    Column("clock", Text),
    Column("at", _INSTANT),
    Column("rule", Text),
    Column("ground", Text),
    Column("text_vi", Text),
    Column("text_en", Text),
    Column("old_due_at", _INSTANT),
    Column("new_due_at", _INSTANT),
    Column("provisional", Boolean),
    Column("by", JSONB(none_as_null=True)),
    Column("moves", JSONB),
)

access_entry = Table(
    "access_entry",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("dossier", Text),
    Column("at", _INSTANT),
    Column("by", JSONB),
    Column("what", Text),
)

contact_key = Table(
    "contact_key",
    metadata,
    Column("key_id", UUID(as_uuid=False), primary_key=True),
    Column("dossier", Text),
    Column("wrapped", Text),
)

supplement_request = Table(
    "supplement_request",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("asked_at", _INSTANT),
    Column("asked_by", JSONB),
    Column("items", JSONB),
    Column("reason", Text),
    Column("answer_by", _INSTANT),
    Column("override_reason", Text),
    Column("answered_at", _INSTANT),
    Column("note", Text),
    Column("missing", JSONB(none_as_null=True)),
)

dossier_reason = Table(
    "dossier_reason",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("dossier", Text),
    Column("kind", Text),
    Column("at", _INSTANT),
    Column("by", JSONB),
    Column("sealed", Text),
)

dossier_version = Table(
    "dossier_version",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("dossier", Text),
    Column("number", Integer),
    Column("replaced_at", _INSTANT),
    Column("by", JSONB),
    Column("cause", Text),
    Column("sealed", Text),
)

desk_alert = Table(
    "desk_alert",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("dossier", Text),
    Column("agency", Text),
    Column("audience", Text),
    Column("kind", Text),
    Column("at", _INSTANT),
)
