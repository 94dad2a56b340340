"""What operators did with parked events."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ACTIONS = """
CREATE TABLE operator_action (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT operator_action_pkey PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    operator text NOT NULL,
    door     text NOT NULL,
    action   text NOT NULL,
    chosen   jsonb NOT NULL,
    events   uuid[] NOT NULL
);
COMMENT ON TABLE operator_action IS
    'append-only: who replayed or discarded which events, and how they were chosen.';

CREATE INDEX inbox_parked_idx ON inbox (received_at, event_id) WHERE status = 'parked';
"""


def upgrade() -> None:
    op.execute(_ACTIONS)
