"""Signed calls to portals."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PORTALS = """
CREATE TABLE portal (
    name          text CONSTRAINT portal_pkey PRIMARY KEY,
    failing_since timestamptz,
    disabled_at   timestamptz
);
COMMENT ON TABLE portal IS 'Since when a portal fails, and whether it is called no more.';

CREATE TABLE portal_call (
    id              uuid CONSTRAINT portal_call_pkey PRIMARY KEY,
    endpoint        text NOT NULL,
    event_id        uuid NOT NULL,
    body            text NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    queued_at       timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT portal_call_once_key UNIQUE (endpoint, event_id)
);
CREATE INDEX portal_call_due_idx ON portal_call (next_attempt_at);
COMMENT ON TABLE portal_call IS
    'What portals are still to be told of dossiers: codes, states and dates.';
"""


def upgrade() -> None:
    op.execute(_PORTALS)


def downgrade() -> None:
    op.execute("DROP TABLE portal, portal_call")
