"""The words on a dossier's clock after its acceptance, in the order they were said."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CLOCK = """
ALTER TABLE fact ADD COLUMN sequence bigint;
COMMENT ON COLUMN fact.sequence IS
    'The number of the event among those of its dossier; none where it was kept before this.';
CREATE INDEX fact_clock_idx ON fact (dossier, sequence)
    WHERE kind IN ('supplement-requested', 'supplemented', 'paused', 'resumed', 'replanned');
"""


def upgrade() -> None:
    op.execute(_CLOCK)


def downgrade() -> None:
    op.execute("DROP INDEX fact_clock_idx")
    op.execute("ALTER TABLE fact DROP COLUMN sequence")
