"""What providers say after they took a message, and how long an unknown end waits for it."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MESSAGES = """
ALTER TABLE message
    ADD COLUMN patience interval,
    DROP CONSTRAINT message_status_check,
    ADD CONSTRAINT message_status_check CHECK (
        status IN ('queued', 'sending', 'unknown', 'accepted', 'delivered', 'failed',
                   'undeliverable')) NOT VALID;
COMMENT ON COLUMN message.patience IS
    'How long an attempt that was interrupted waits for its receipt before the next.';
"""

_RECEIPTS = """
CREATE TABLE handed_over (
    provider  text NOT NULL,
    reference text NOT NULL,
    message   uuid NOT NULL,
    attempt   integer NOT NULL,
    part      smallint NOT NULL,
    parts     smallint NOT NULL,
    CONSTRAINT handed_over_pkey PRIMARY KEY (provider, reference)
);
CREATE INDEX handed_over_message_idx ON handed_over (message, attempt);
COMMENT ON TABLE handed_over IS 'By which names providers know what they took.';

CREATE TABLE receipt (
    provider  text NOT NULL,
    id        text NOT NULL,
    reference text NOT NULL,
    state     text NOT NULL,
    code      integer,
    reason    text,
    mark      integer,
    said_at   timestamptz NOT NULL,
    heard_at  timestamptz NOT NULL,
    kept_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    message   uuid,
    attempt   integer,
    part      smallint,
    effect    text NOT NULL DEFAULT 'waiting',
    CONSTRAINT receipt_pkey PRIMARY KEY (provider, id)
);
CREATE INDEX receipt_waiting_idx ON receipt (kept_at) WHERE message IS NULL;
CREATE INDEX receipt_message_idx ON receipt (message) WHERE message IS NOT NULL;
COMMENT ON TABLE receipt IS
    'What providers said became of messages; without a message it names one nobody knows (yet).';
"""

_MONEY = """
CREATE TABLE sms_payment (
    message uuid NOT NULL,
    number  integer NOT NULL,
    agency  text NOT NULL,
    day     date NOT NULL,
    cost    bigint NOT NULL,
    form    text NOT NULL,
    CONSTRAINT sms_payment_pkey PRIMARY KEY (message, number)
);
COMMENT ON TABLE sms_payment IS
    'What was paid for a message: once for each text the provider may bill, in dong.';
"""


def upgrade() -> None:
    op.execute(_MESSAGES)
    op.execute(_RECEIPTS)
    op.execute(_MONEY)
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE message VALIDATE CONSTRAINT message_status_check")
