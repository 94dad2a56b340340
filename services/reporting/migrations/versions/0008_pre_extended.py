"""Due dates that a signed apology moved are among the words on a dossier's clock."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WORDS = """(dossier, sequence)
    WHERE kind IN ('supplement-requested', 'supplemented', 'paused', 'resumed', 'replanned',
                   'extended', 'reopened', 'corrected')"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS fact_clock_words_idx")
        op.execute(f"CREATE INDEX CONCURRENTLY fact_clock_words_idx ON fact {_WORDS}")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS fact_words_idx")
