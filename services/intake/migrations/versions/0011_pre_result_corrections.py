"""Why results were taken back before they were handed over."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE result_correction (
            id      uuid CONSTRAINT result_correction_pkey PRIMARY KEY,
            dossier text NOT NULL REFERENCES dossier (code),
            at      timestamptz NOT NULL,
            by      jsonb NOT NULL,
            cause   text NOT NULL CHECK (cause IN ('error', 'objection')),
            reason  text NOT NULL
        );
        CREATE INDEX result_correction_dossier_idx ON result_correction (dossier, id);
        COMMENT ON TABLE result_correction IS
            'Decisions taken back to correct an error (Decree 61/2018 art. 21(1)).';
    """)
