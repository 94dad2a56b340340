"""Which one-time codes were handed over."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CODES = """
CREATE TABLE direct_code (
    id       uuid CONSTRAINT direct_code_pkey PRIMARY KEY,
    dossier  text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    result   text,
    code     integer,
    reason   text
);
CREATE INDEX direct_code_began_at_idx ON direct_code (began_at);
COMMENT ON TABLE direct_code IS
    'One-time codes handed over to phones, without code and phone: each goes once at most.';
"""


def upgrade() -> None:
    op.execute(_CODES)
