"""Agencies end, and somebody has what is left of them: reports by present agency follow."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_HEIRS = """
ALTER TABLE agency ADD COLUMN heir text, ADD COLUMN valid_to date;
COMMENT ON COLUMN agency.heir IS
    'Who has, after valid_to, what no other successor took over; NULL: none, or not said yet.';
"""


def upgrade() -> None:
    op.execute(_HEIRS)
