"""Facts, and the copies of reference data they are counted by."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFERENCE = """
CREATE TABLE agency (
    code     text CONSTRAINT agency_pkey PRIMARY KEY,
    name     text NOT NULL,
    tier     text NOT NULL,
    parent   text,
    sequence bigint NOT NULL
);
COMMENT ON TABLE agency IS 'Copy of what intake published; the highest sequence wins.';
CREATE INDEX agency_parent_idx ON agency (parent);

CREATE TABLE procedure (
    code       text CONSTRAINT procedure_pkey PRIMARY KEY,
    name       text NOT NULL,
    field_code text NOT NULL,
    field_name text NOT NULL,
    sequence   bigint NOT NULL
);
COMMENT ON TABLE procedure IS 'Copy of what intake published; the highest sequence wins.';
"""

_FACT = """
CREATE TABLE fact (
    event_id         uuid NOT NULL,
    kind             text NOT NULL,
    dossier          text NOT NULL,
    occurred_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    procedure        text,
    receiving_agency text,
    competent_agency text,
    channel          text,
    term             text,
    due_at           timestamptz,
    outcome          text,
    timeliness       text,
    agency           text,
    leg              text,
    step             text,
    started_at       timestamptz,
    score            smallint,
    CONSTRAINT fact_pkey PRIMARY KEY (event_id, kind)
);
COMMENT ON TABLE fact IS 'append-only: one row a milestone of a dossier.';
CREATE UNIQUE INDEX fact_accepted_key ON fact (dossier) WHERE kind = 'accepted';
CREATE UNIQUE INDEX fact_ended_key ON fact (dossier) INCLUDE (occurred_at, timeliness)
    WHERE kind IN ('finished', 'withdrawn', 'stopped');
CREATE INDEX fact_accepted_at_idx ON fact (occurred_at) WHERE kind = 'accepted';
CREATE INDEX fact_procedure_idx ON fact (procedure, occurred_at)
    WHERE kind IN ('accepted', 'finished', 'withdrawn', 'stopped', 'rated');
CREATE INDEX fact_dossier_idx ON fact (dossier);
"""


def upgrade() -> None:
    op.execute(_REFERENCE)
    op.execute(_FACT)


def downgrade() -> None:
    op.execute("DROP TABLE fact, procedure, agency")
