"""Due timers and put-off timers each found by an index of their own."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A timer that failed keeps its place in time; among the fresh ones it would be read, and passed
# over, at every look.
_INDEXES = """
CREATE INDEX timer_fresh_idx ON timer (due_at, id) WHERE retry_at IS NULL;
CREATE INDEX timer_retry_idx ON timer (retry_at) WHERE retry_at IS NOT NULL;
DROP INDEX timer_due_at_idx;
"""


def upgrade() -> None:
    op.execute(_INDEXES)
