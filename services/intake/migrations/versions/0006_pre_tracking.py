"""Tries and one-time codes of the look-up without login."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TRACKING = """
CREATE TABLE tracking_try (
    who      bytea CONSTRAINT tracking_try_pkey PRIMARY KEY,
    tried    timestamptz[] NOT NULL,
    about    bigint[] NOT NULL,
    stale_at timestamptz NOT NULL,
    CONSTRAINT tracking_try_pairs_check CHECK (cardinality(tried) = cardinality(about))
) WITH (fillfactor = 50);
CREATE INDEX tracking_try_stale_at_idx ON tracking_try (stale_at);
COMMENT ON TABLE tracking_try IS
    'Tries of the last quarter of an hour, by keyed digests of who tried and what.';

CREATE TABLE tracking_code (
    dossier    text CONSTRAINT tracking_code_pkey PRIMARY KEY REFERENCES dossier (code),
    id         uuid NOT NULL,
    salt       bytea NOT NULL,
    hash       bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX tracking_code_expires_at_idx ON tracking_code (expires_at);
COMMENT ON TABLE tracking_code IS 'One-time codes that were sent and not used, as hashes.';
"""


def upgrade() -> None:
    op.execute(_TRACKING)
