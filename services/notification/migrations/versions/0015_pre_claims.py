"""Of which claim an attempt is."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CLAIMS = """
ALTER TABLE attempt ADD COLUMN held_since timestamptz;
COMMENT ON COLUMN attempt.held_since IS
    'When its message was claimed for it: a crash of the server may have its number given again.
     NULL of those begun before this was kept.';
"""


def upgrade() -> None:
    op.execute(_CLAIMS)


def downgrade() -> None:
    op.execute("ALTER TABLE attempt DROP COLUMN held_since")
