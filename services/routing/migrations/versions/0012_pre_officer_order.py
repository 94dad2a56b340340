"""Officers stand in the order of Vietnamese names wherever people read them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from kernel.collation import person_key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Whom the code before enters meanwhile has no key: they are found all the same, and stand first.
_COLUMN = """
ALTER TABLE officer ADD COLUMN IF NOT EXISTS name_key text COLLATE "C";
COMMENT ON COLUMN officer.name_key IS 'Where the officer stands in a list (kernel.collation).';
"""
_WITHOUT_KEY = text("SELECT id, name FROM officer WHERE name_key IS NULL")
_PUT_KEY = text("UPDATE officer SET name_key = :key WHERE id = :id")


def upgrade() -> None:
    op.execute(_COLUMN)
    connection = op.get_bind()
    keys = [
        {"id": row.id, "key": person_key(row.name)} for row in connection.execute(_WITHOUT_KEY)
    ]
    if keys:
        connection.execute(_PUT_KEY, keys)
