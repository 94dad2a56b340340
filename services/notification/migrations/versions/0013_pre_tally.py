"""What was told a day, kept for the reports, and what they are counted from."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MESSAGES = """
ALTER TABLE message ADD COLUMN happened_at timestamptz;
COMMENT ON COLUMN message.happened_at IS
    'When the event was said that it tells of; NULL of those queued before this was kept.';
ALTER TABLE sms_payment ADD COLUMN segments smallint;
COMMENT ON COLUMN sms_payment.segments IS
    'What the provider bills; NULL of what was paid before this was kept.';
"""
_TALLY = """
CREATE TABLE tally_day (
    day        date CONSTRAINT tally_day_pkey PRIMARY KEY,
    tallied_at timestamptz NOT NULL
);
COMMENT ON TABLE tally_day IS
    'append-only: days that are counted for good; up to the last of them nothing changes.';

CREATE TABLE notice_tally (
    day         date NOT NULL,
    agency      text NOT NULL,
    template    text NOT NULL,
    notices     integer NOT NULL,
    told_first  integer NOT NULL,
    told_other  integer NOT NULL,
    told_nobody integer NOT NULL,
    on_the_way  integer NOT NULL,
    unknown     integer NOT NULL,
    joined      integer NOT NULL,
    stopped     integer NOT NULL,
    CONSTRAINT notice_tally_pkey PRIMARY KEY (day, agency, template)
);
COMMENT ON TABLE notice_tally IS
    'append-only: what became of the notices of a day, each counted once.';

CREATE TABLE message_tally (
    day             date NOT NULL,
    agency          text NOT NULL,
    template        text NOT NULL,
    channel         text NOT NULL,
    messages        integer NOT NULL,
    handed_over     integer NOT NULL,
    delivered       integer NOT NULL,
    failed          integer NOT NULL,
    without_address integer NOT NULL,
    stopped         integer NOT NULL,
    joined          integer NOT NULL,
    on_the_way      integer NOT NULL,
    unknown         integer NOT NULL,
    attempts        integer NOT NULL,
    segments        integer NOT NULL,
    cost            bigint NOT NULL,
    waits           integer[] NOT NULL,
    CONSTRAINT message_tally_pkey PRIMARY KEY (day, agency, template, channel)
);
COMMENT ON TABLE message_tally IS
    'append-only: what became of the messages of the notices of a day, by channel.';
COMMENT ON COLUMN message_tally.waits IS
    'Of each message that was handed over how long after the event, in milliseconds of which the
     first two digits are kept.';
"""
# Every notice has one row of the first channel: it stands for it.
_BEGUN = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_begun_idx
    ON message (queued_at) WHERE channel = 'email'
"""


def upgrade() -> None:
    op.execute(_MESSAGES)
    op.execute(_TALLY)
    with op.get_context().autocommit_block():
        op.execute(_BEGUN)


def downgrade() -> None:
    op.execute("DROP INDEX message_begun_idx")
    op.execute("DROP TABLE tally_day, notice_tally, message_tally")
    op.execute("ALTER TABLE message DROP COLUMN happened_at")
    op.execute("ALTER TABLE sms_payment DROP COLUMN segments")
