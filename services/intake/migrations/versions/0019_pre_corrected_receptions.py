"""Receptions put right: which case of a dossier counts."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE dossier ADD COLUMN case_number smallint NOT NULL DEFAULT 1;
        COMMENT ON COLUMN dossier.case_number IS
            'How many cases it has had: a corrected reception opens another one.';
    """)
