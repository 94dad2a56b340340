"""Copies of published processes, agencies and calendars."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE procedure_version (
    code    text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    name    text NOT NULL,
    process jsonb NOT NULL,
    CONSTRAINT procedure_version_pkey PRIMARY KEY (code, version)
);
COMMENT ON TABLE procedure_version IS
    'append-only: published processes; a running case stays on the version it started with.';

CREATE TABLE agency (
    code         text CONSTRAINT agency_pkey PRIMARY KEY,
    name         text NOT NULL,
    calendar     text NOT NULL,
    office_hours jsonb NOT NULL
);
COMMENT ON TABLE agency IS 'Copies of agencies, newest state, for their office clocks.';

CREATE TABLE calendar (
    id       text CONSTRAINT calendar_pkey PRIMARY KEY,
    version  integer NOT NULL,
    document jsonb NOT NULL
);
COMMENT ON TABLE calendar IS 'Copies of calendars of days off, newest version.';
"""


def upgrade() -> None:
    op.execute(_TABLES)
