"""Reorganisations, how far they are, and alerts that are told a successor too."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE reorganisation (
    id           text CONSTRAINT reorganisation_pkey PRIMARY KEY,
    document     jsonb NOT NULL,
    takes_effect date NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL
);
COMMENT ON TABLE reorganisation IS 'What was decided, as published last under its id.';

CREATE TABLE succession (
    agency         text CONSTRAINT succession_pkey PRIMARY KEY,
    reorganisation text NOT NULL CONSTRAINT succession_reorganisation_fkey
                   REFERENCES reorganisation (id),
    moved          integer NOT NULL DEFAULT 0,
    without_rule   integer NOT NULL DEFAULT 0,
    finished_at    timestamptz
);
COMMENT ON TABLE succession IS
    'An agency that ends, and how far its open dossiers have moved to its successors.';
"""


def upgrade() -> None:
    op.execute(_TABLES)
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS desk_alert_told_idx")
        op.execute("""
            CREATE UNIQUE INDEX CONCURRENTLY desk_alert_told_idx
            ON desk_alert (dossier, kind, at, agency)
        """)
    op.execute("""
        ALTER TABLE desk_alert DROP CONSTRAINT IF EXISTS desk_alert_dossier_kind_at_key
    """)
