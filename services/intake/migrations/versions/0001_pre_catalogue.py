"""Reference data: agencies, calendars, procedures and their versions."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_AGENCY = """
CREATE TABLE agency (
    code         text CONSTRAINT agency_pkey PRIMARY KEY,
    name         text NOT NULL,
    kind         text NOT NULL,
    tier         text NOT NULL,
    parent       text,
    commune      text,
    area         text[] NOT NULL,
    address      text,
    phone        text,
    calendar     text NOT NULL,
    office_hours jsonb NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date,
    successor    text
);
COMMENT ON TABLE agency IS 'Agencies as published last; each ends by its valid_to.';
"""

_CALENDAR = """
CREATE TABLE calendar (
    id       text NOT NULL,
    version  integer NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT calendar_pkey PRIMARY KEY (id, version)
);
COMMENT ON TABLE calendar IS 'append-only: versions of calendars, whole.';
"""

_PROCEDURE = """
CREATE TABLE procedure (
    code text CONSTRAINT procedure_pkey PRIMARY KEY
);
COMMENT ON TABLE procedure IS 'Procedures ever published; the row lock orders publishers.';

CREATE TABLE procedure_version (
    code            text NOT NULL CONSTRAINT procedure_version_code_fkey REFERENCES procedure,
    version         integer NOT NULL,
    digest          text NOT NULL,
    valid_from      date NOT NULL,
    valid_to        date,
    name_vi         text NOT NULL,
    name_en         text NOT NULL,
    short_name_vi   text NOT NULL,
    short_name_en   text NOT NULL,
    field_code      text NOT NULL,
    field_name      text NOT NULL,
    tier            text NOT NULL,
    legal_level     smallint NOT NULL,
    delivery_mode   text NOT NULL,
    receiving_kinds text[] NOT NULL,
    short_folded    text NOT NULL,
    search_text     text NOT NULL,
    document        jsonb NOT NULL,
    CONSTRAINT procedure_version_pkey PRIMARY KEY (code, version)
);
COMMENT ON TABLE procedure_version IS
    'append-only: what was published; dossiers stay on the version they were filed under.';
"""


def upgrade() -> None:
    for statements in (_AGENCY, _CALENDAR, _PROCEDURE):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE procedure_version, procedure, calendar, agency")
