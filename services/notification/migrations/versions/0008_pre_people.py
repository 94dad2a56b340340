"""What is known of addresses, when an address was left to be written to, what was read."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MARKS = """
CREATE TABLE address_mark (
    address   text NOT NULL,
    mark      text NOT NULL,
    marked_at timestamptz NOT NULL,
    CONSTRAINT address_mark_pkey PRIMARY KEY (address, mark)
);
CREATE INDEX address_mark_age_idx ON address_mark (marked_at);
COMMENT ON TABLE address_mark IS
    'What the owner of an address stopped, or that it takes no mail; by its blind index.';

ALTER TABLE addressee ADD COLUMN agreed_at timestamptz;
COMMENT ON COLUMN addressee.agreed_at IS
    'When the owner of a draft asked to be written to; of dossiers the law has us write.';
"""

_READ = """
CREATE TABLE letter_read (
    message uuid NOT NULL CONSTRAINT letter_read_message_fkey REFERENCES message (id),
    reader  text NOT NULL,
    read_at timestamptz NOT NULL,
    CONSTRAINT letter_read_pkey PRIMARY KEY (message, reader)
);
COMMENT ON TABLE letter_read IS
    'Which letters an account read in the web inbox; the account by its blind index.';
"""


def upgrade() -> None:
    op.execute(_MARKS)
    op.execute(_READ)


def downgrade() -> None:
    op.execute("ALTER TABLE addressee DROP COLUMN agreed_at")
    op.execute("DROP TABLE address_mark, letter_read")
