"""Agencies say who takes over from them and from when on people file there online."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_SUCCESSORS = """
ALTER TABLE agency
    ADD COLUMN successors jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN online_from date;
COMMENT ON COLUMN agency.successors IS
    'Who takes over after valid_to, each with the rule of its part.';
COMMENT ON COLUMN agency.online_from IS 'First day of filing online; NULL: always.';
"""


def upgrade() -> None:
    op.execute(_SUCCESSORS)
