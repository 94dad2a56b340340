"""What an officer proposes to ask for waits at the desk: marks and codes, no words."""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TASKS = """
ALTER TABLE desk_task ADD COLUMN proposal uuid, ADD COLUMN proposed jsonb;
COMMENT ON COLUMN desk_task.proposed IS
    'Of a proposal: who made it out of which step, ids of papers and pointers of fields.';
ALTER TABLE desk_task DROP CONSTRAINT desk_task_kind_check;
ALTER TABLE desk_task ADD CONSTRAINT desk_task_kind_check
    CHECK (kind IN ('message', 'call', 'parcel', 'proposal')) NOT VALID;
ALTER TABLE desk_task VALIDATE CONSTRAINT desk_task_kind_check;
"""


def upgrade() -> None:
    op.execute(_TASKS)
