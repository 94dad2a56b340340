"""Nothing looks for due messages without their agency any more."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OLD = "DROP INDEX CONCURRENTLY IF EXISTS message_lane_idx"
_BEFORE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_lane_idx
    ON message (channel, lane, next_attempt_at) WHERE status IN ('queued', 'unknown')
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(_OLD)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(_BEFORE)
