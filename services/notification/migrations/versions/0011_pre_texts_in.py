"""Texts that people send."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TEXTS = """
CREATE TABLE text_in (
    provider text NOT NULL,
    id       text NOT NULL,
    number   text NOT NULL,
    came_at  timestamptz NOT NULL,
    CONSTRAINT text_in_pkey PRIMARY KEY (provider, id)
);
CREATE INDEX text_in_number_idx ON text_in (number, came_at);
COMMENT ON TABLE text_in IS
    'Texts that came in the last day: numbers by blind index, nothing of what they said.';
"""


def upgrade() -> None:
    op.execute(_TEXTS)


def downgrade() -> None:
    op.execute("DROP TABLE text_in")
