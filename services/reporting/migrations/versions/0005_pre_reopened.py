"""A dossier may end again, once an error in its result was corrected."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DROP INDEX fact_ended_key;
        CREATE UNIQUE INDEX fact_ended_key ON fact (dossier, occurred_at) INCLUDE (timeliness)
            WHERE kind IN ('finished', 'withdrawn', 'stopped');
        CREATE INDEX fact_reopened_idx ON fact (dossier, occurred_at) WHERE kind = 'reopened';
        DROP INDEX fact_clock_idx;
        CREATE INDEX fact_clock_idx ON fact (dossier, sequence)
            WHERE kind IN ('supplement-requested', 'supplemented', 'paused', 'resumed',
                           'replanned', 'reopened');
    """)
