"""A finished leg knows who goes on in place of an agency that ended."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE leg ADD COLUMN successor text")
    op.execute("""
        COMMENT ON COLUMN leg.successor IS
            'Who goes on with a finished leg if it is given back after its agency ended.'
    """)
