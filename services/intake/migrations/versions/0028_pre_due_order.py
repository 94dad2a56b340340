"""Open dossiers of the whole province by due date are walked in that order, not sorted."""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # What is filed online has no date before it is accepted, and does not enter it.
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS dossier_due_idx")
        op.execute("""
            CREATE INDEX CONCURRENTLY dossier_due_idx ON dossier (due_at, code)
            WHERE due_at IS NOT NULL AND status NOT IN (3, 7, 8, 10)
        """)
