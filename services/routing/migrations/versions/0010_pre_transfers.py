"""A task goes from hand to hand: its history says to whom."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TAKER = """
ALTER TABLE step_event ADD COLUMN taker text;
COMMENT ON COLUMN step_event.taker IS 'The account that was given the task.';
"""


def upgrade() -> None:
    op.execute(_TAKER)
