"""Procedures stand in the order of the Vietnamese alphabet wherever people read them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from kernel.collation import sort_key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# What the code before writes meanwhile has no key: it is found all the same, and stands first.
_COLUMN = """
ALTER TABLE procedure_version ADD COLUMN IF NOT EXISTS short_key text COLLATE "C";
COMMENT ON COLUMN procedure_version.short_key IS
    'Where the short name stands in a list (kernel.collation).';
"""
_WITHOUT_KEY = text("""
    SELECT code, version, short_name_vi FROM procedure_version WHERE short_key IS NULL
""")
_PUT_KEY = text("""
    UPDATE procedure_version SET short_key = :key WHERE code = :code AND version = :version
""")


def upgrade() -> None:
    op.execute(_COLUMN)
    connection = op.get_bind()
    keys = [
        {"code": row.code, "version": row.version, "key": sort_key(row.short_name_vi)}
        for row in connection.execute(_WITHOUT_KEY)
    ]
    if keys:
        connection.execute(_PUT_KEY, keys)
