"""What somebody has begun to fill in, kept for them, sealed; nothing of it is a dossier yet."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE draft (
    id         uuid CONSTRAINT draft_pkey PRIMARY KEY,
    owner      text NOT NULL,
    version    integer NOT NULL,
    procedure  text NOT NULL,
    language   text NOT NULL,
    sealed     text NOT NULL,
    saved_at   timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    warned_at  timestamptz
);
COMMENT ON TABLE draft IS
    'Filings as far as they are filled in, sealed; gone once filed, deleted or expired.';
CREATE INDEX draft_owner_idx ON draft (owner, saved_at);
CREATE INDEX draft_expiry_idx ON draft (expires_at);
"""


def upgrade() -> None:
    op.execute(_TABLE)
