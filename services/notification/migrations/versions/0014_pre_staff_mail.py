"""The mail of officers, and what waits there for the morning."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_MAIL = """
CREATE TABLE staff_mail (
    account      text CONSTRAINT staff_mail_pkey PRIMARY KEY,
    id           uuid NOT NULL,
    version      integer NOT NULL,
    address      text NOT NULL,
    language     text NOT NULL,
    choice       text NOT NULL,
    entered_at   timestamptz NOT NULL,
    challenge    uuid,
    code_until   timestamptz,
    tries        smallint NOT NULL DEFAULT 0,
    confirmed_at timestamptz,
    stopped_at   timestamptz,
    last_day     date
);
CREATE INDEX staff_mail_address_idx ON staff_mail (address);
CREATE INDEX staff_mail_left_idx ON staff_mail (last_day) WHERE last_day IS NOT NULL;
COMMENT ON TABLE staff_mail IS
    'The mail of officers, one an account: address by blind index, sealed in addressee.';
COMMENT ON COLUMN staff_mail.challenge IS
    'What the code that was sent is made of; the code itself is kept nowhere.';

CREATE TABLE staff_code (
    account text NOT NULL,
    address text NOT NULL,
    sent_at timestamptz NOT NULL
);
CREATE INDEX staff_code_account_idx ON staff_code (account);
CREATE INDEX staff_code_address_idx ON staff_code (address);
COMMENT ON TABLE staff_code IS
    'When codes were sent in the last hour, so that no mailbox is flooded.';

CREATE TABLE staff_alert (
    account          text NOT NULL CONSTRAINT staff_alert_account_fkey
        REFERENCES staff_mail (account) ON DELETE CASCADE,
    event_id         uuid NOT NULL,
    template         text NOT NULL,
    template_version integer NOT NULL,
    facts            jsonb NOT NULL,
    told_at          timestamptz NOT NULL,
    due_at           timestamptz NOT NULL,
    CONSTRAINT staff_alert_pkey PRIMARY KEY (account, event_id)
);
CREATE INDEX staff_alert_due_idx ON staff_alert (due_at);
COMMENT ON TABLE staff_alert IS 'What officers are told of in the mail of the next morning.';
"""


def upgrade() -> None:
    op.execute(_MAIL)


def downgrade() -> None:
    op.execute("DROP TABLE staff_alert, staff_code, staff_mail")
