"""The copy of an agency knows its last day, so that work left behind there can be told."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE agency ADD COLUMN valid_to date")
    op.execute("""
        COMMENT ON COLUMN agency.valid_to IS
            'Its last day; of an agency that ended before this column, when it is said again.'
    """)
