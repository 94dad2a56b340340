"""Tokens that were revoked before their time."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REVOCATION = """
CREATE TABLE revocation (
    digest        bytea CONSTRAINT revocation_pkey PRIMARY KEY,
    kind          text NOT NULL,
    issued_before timestamptz,
    until         timestamptz NOT NULL,
    revoked_at    timestamptz NOT NULL,
    revoked_by    text NOT NULL
);
CREATE INDEX revocation_until_idx ON revocation (until);
COMMENT ON TABLE revocation IS
    'Sessions, tokens, people and programs whose tokens are refused, by digest.';
"""


def upgrade() -> None:
    op.execute(_REVOCATION)
