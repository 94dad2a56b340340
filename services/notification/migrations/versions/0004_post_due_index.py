"""Nothing looks for due messages without their channel and lane any more."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OLD = "DROP INDEX CONCURRENTLY IF EXISTS message_due_idx"
_BEFORE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_due_idx
    ON message (next_attempt_at) WHERE status IN ('queued', 'unknown')
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(_OLD)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(_BEFORE)
