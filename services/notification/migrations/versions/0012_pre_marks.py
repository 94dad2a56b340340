"""Marks of texts whose end is not known: drawn in turn, one to each."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MARKS = """
ALTER TABLE message ADD COLUMN mark integer, ADD COLUMN marked_at timestamptz;
COMMENT ON COLUMN message.mark IS
    'What a provider gives back that knows no reference of ours: 16 bits, one alone while open.';
CREATE SEQUENCE message_mark AS integer MINVALUE 0 MAXVALUE 65535 CYCLE;
COMMENT ON SEQUENCE message_mark IS 'Marks in turn; a claim passes over those that are held.';
"""
_ALONE = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS message_mark_key
    ON message (mark) WHERE mark IS NOT NULL AND status IN ('sending', 'unknown')
"""
_BACK = """
DROP INDEX message_mark_key;
ALTER TABLE message DROP COLUMN mark, DROP COLUMN marked_at;
DROP SEQUENCE message_mark;
"""


def upgrade() -> None:
    op.execute(_MARKS)
    with op.get_context().autocommit_block():
        op.execute(_ALONE)


def downgrade() -> None:
    op.execute(_BACK)
