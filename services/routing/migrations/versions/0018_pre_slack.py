"""Worklists stand in the order of legal slack; a task says when it can begin at the latest."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Filled when its case changes next; until then a task stands by its own date, as before.
_LATEST = """
ALTER TABLE step ADD COLUMN latest_at timestamptz;
COMMENT ON COLUMN step.latest_at IS
    'Begun later, the dossier cannot be in time: its due date less the longest way to the end.';
"""

# The release before reads by the index before, and both may run for a while.
_ORDER = """
CREATE INDEX CONCURRENTLY step_slack_idx
    ON step (agency, role, (coalesce(latest_at, due_at, 'infinity'::timestamptz)), id)
    WHERE status <> 'ended'
"""


def upgrade() -> None:
    op.execute(_LATEST)
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS step_slack_idx")
        op.execute(_ORDER)
