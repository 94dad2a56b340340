"""Several providers a channel, messages bound to one, and turns between agencies."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PROVIDERS = """
CREATE TABLE provider (
    channel  text NOT NULL,
    name     text NOT NULL,
    weight   smallint NOT NULL,
    points   smallint NOT NULL,
    good     float8 NOT NULL DEFAULT 0,
    bad      float8 NOT NULL DEFAULT 0,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    asks     integer NOT NULL DEFAULT 0,
    ask_at   timestamptz,
    step_at  timestamptz,
    since    timestamptz NOT NULL DEFAULT clock_timestamp(),
    pinned   boolean NOT NULL DEFAULT false,
    CONSTRAINT provider_pkey PRIMARY KEY (channel, name)
);
COMMENT ON TABLE provider IS 'How well each provider does, and how much goes by it.';
COMMENT ON COLUMN provider.points IS 'Its pull now: from 0 (out) to its weight of the settings.';
COMMENT ON COLUMN provider.ask_at IS 'When one that is out may be asked; NULL of one that is fit.';

CREATE TABLE provider_act (
    id       bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT provider_act_pkey PRIMARY KEY,
    at       timestamptz NOT NULL,
    channel  text NOT NULL,
    name     text NOT NULL,
    act      text NOT NULL,
    operator text NOT NULL,
    reason   text NOT NULL,
    CONSTRAINT provider_act_check CHECK (act IN ('pin', 'unpin'))
);
COMMENT ON TABLE provider_act IS 'append-only: what was done to providers by hand.';
"""
_MESSAGES = """
ALTER TABLE attempt ADD COLUMN provider text;
COMMENT ON COLUMN attempt.provider IS 'By whom; committed before the call.';
ALTER TABLE message
    ADD COLUMN agency text NOT NULL DEFAULT '',
    ADD COLUMN bound_to text,
    ADD COLUMN bound_until timestamptz;
COMMENT ON COLUMN message.agency IS 'For whom it speaks: those who wait take turns.';
COMMENT ON COLUMN message.bound_to IS
    'The provider that may have it already; no other gets it before bound_until.';
ALTER TABLE agency ADD COLUMN message_weight smallint NOT NULL DEFAULT 1
    CONSTRAINT agency_message_weight_check CHECK (message_weight > 0);
COMMENT ON COLUMN agency.message_weight IS 'How many turns it has where another has one.';
"""
# The order in which a claim looks: a channel, its lanes, the agencies that wait, what is due.
_TURNS = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_turn_idx
    ON message (channel, lane, agency, next_attempt_at) WHERE status IN ('queued', 'unknown')
"""


def upgrade() -> None:
    op.execute(_PROVIDERS)
    op.execute(_MESSAGES)
    with op.get_context().autocommit_block():
        op.execute(_TURNS)


def downgrade() -> None:
    op.execute("DROP INDEX message_turn_idx")
    op.execute("ALTER TABLE agency DROP COLUMN message_weight")
    op.execute("""
        ALTER TABLE message DROP COLUMN agency, DROP COLUMN bound_to, DROP COLUMN bound_until
    """)
    op.execute("ALTER TABLE attempt DROP COLUMN provider")
    op.execute("DROP TABLE provider, provider_act")
