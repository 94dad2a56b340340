"""Worklists stand in the order of legal slack since 0018: nothing reads the order by date."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OLD = "DROP INDEX CONCURRENTLY IF EXISTS step_worklist_idx"
_BEFORE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS step_worklist_idx
    ON step (agency, role, (coalesce(due_at, 'infinity'::timestamptz)), id)
    WHERE status <> 'ended'
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(_OLD)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(_BEFORE)
