"""When a version was published, so that its lag can be told."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# Of what was published before nobody knows when: it stays empty.
_PUBLISHED = """
ALTER TABLE procedure_version ADD COLUMN published_at timestamptz;
ALTER TABLE procedure_version ALTER COLUMN published_at SET DEFAULT motcua_now();
"""


def upgrade() -> None:
    op.execute(_PUBLISHED)
