"""Channels beside each other: lanes, texts held over night, what texts cost, providers' tokens."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MESSAGES = """
ALTER TABLE message
    ADD COLUMN lane smallint NOT NULL DEFAULT 2,
    ADD COLUMN not_before timestamptz;
COMMENT ON COLUMN message.lane IS '1 urgent, 2 normal, 3 bulk; a lower one goes first.';
COMMENT ON COLUMN message.not_before IS
    'Held until then by the suite''s clock; next_attempt_at is infinity meanwhile.';
"""

_MONEY = """
CREATE TABLE sms_spending (
    agency text NOT NULL,
    day    date NOT NULL,
    cost   bigint NOT NULL,
    CONSTRAINT sms_spending_pkey PRIMARY KEY (agency, day)
);
COMMENT ON TABLE sms_spending IS 'What an agency''s texts cost a day, in dong.';

CREATE TABLE provider_bucket (
    provider  text CONSTRAINT provider_bucket_pkey PRIMARY KEY,
    tokens    float8 NOT NULL,
    filled_at timestamptz NOT NULL
);
COMMENT ON TABLE provider_bucket IS
    'How many texts a provider may be given now; below zero it was given too many.';
"""

# The order in which a claim looks: a channel, its lanes, what is due longest.
_DUE = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_lane_idx
    ON message (channel, lane, next_attempt_at) WHERE status IN ('queued', 'unknown')
"""
_HELD = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_held_idx
    ON message (not_before) WHERE not_before IS NOT NULL
"""


def upgrade() -> None:
    op.execute(_MESSAGES)
    op.execute(_MONEY)
    with op.get_context().autocommit_block():
        for statement in (_DUE, _HELD):
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE sms_spending, provider_bucket")
    op.execute("DROP INDEX message_lane_idx, message_held_idx")
    op.execute("ALTER TABLE message DROP COLUMN lane, DROP COLUMN not_before")
