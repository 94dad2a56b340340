"""Hits of the windows of rate limits, shared by all workers of all nodes."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# UNLOGGED: losing the windows with a crash only opens them anew, and hits are not worth a flush.
_LEASE = """
CREATE UNLOGGED TABLE rate_lease (
    key     text CONSTRAINT rate_lease_pkey PRIMARY KEY,
    hits    bigint NOT NULL,
    ends_at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX rate_lease_ends_idx ON rate_lease (ends_at);
COMMENT ON TABLE rate_lease IS
    'Hits taken of each window; keys are digests, because callers are people.';
"""


def upgrade() -> None:
    op.execute(_LEASE)
