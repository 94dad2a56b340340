"""Messages that no law asks for at once gather by contact, and join into one."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MESSAGES = """
ALTER TABLE addressee ADD COLUMN contact_index text;
COMMENT ON COLUMN addressee.contact_index IS
    'Blind index of the contact, once a letter opened it: the same citizen has the same.';
ALTER TABLE message
    ADD COLUMN gathers boolean NOT NULL DEFAULT false,
    ADD COLUMN joined_into uuid,
    ADD COLUMN contact text,
    ADD COLUMN told_on date,
    DROP CONSTRAINT message_status_check,
    ADD CONSTRAINT message_status_check CHECK (
        status IN ('queued', 'sending', 'unknown', 'accepted', 'joined', 'delivered', 'failed',
                   'undeliverable')) NOT VALID;
COMMENT ON COLUMN message.gathers IS 'Waits until not_before for others to the same contact.';
COMMENT ON COLUMN message.joined_into IS 'The digest it is a line of.';
COMMENT ON COLUMN message.told_on IS
    'The day it counts for under the cap of its contact; both are forgotten the day after.';
"""
_GATHERING = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_gathers_idx
    ON message (not_before) WHERE gathers
"""
_TOLD = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS message_told_idx
    ON message (told_on, contact) WHERE told_on IS NOT NULL
"""


def upgrade() -> None:
    op.execute(_MESSAGES)
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE message VALIDATE CONSTRAINT message_status_check")
        for statement in (_GATHERING, _TOLD):
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX message_gathers_idx, message_told_idx")
    op.execute("""
        ALTER TABLE message DROP COLUMN gathers, DROP COLUMN joined_into, DROP COLUMN contact,
            DROP COLUMN told_on
    """)
    op.execute("ALTER TABLE addressee DROP COLUMN contact_index")
