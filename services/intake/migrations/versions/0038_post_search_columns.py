"""Nothing reads the folded texts any more: the search ranks in the process since 0032."""

from __future__ import annotations

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_DROP = """
ALTER TABLE procedure_version
    DROP COLUMN IF EXISTS short_folded,
    DROP COLUMN IF EXISTS short_key,
    DROP COLUMN IF EXISTS search_text;
"""


def upgrade() -> None:
    op.execute(_DROP)
