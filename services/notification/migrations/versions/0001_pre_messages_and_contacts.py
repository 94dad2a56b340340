"""Names, addressees and their keys, messages and attempts."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PEOPLE = """
CREATE TABLE agency (
    code    text CONSTRAINT agency_pkey PRIMARY KEY,
    name    text NOT NULL,
    address text,
    phone   text
);
COMMENT ON TABLE agency IS 'Copy of what intake published last, as far as letters name it.';

CREATE TABLE procedure (
    code text CONSTRAINT procedure_pkey PRIMARY KEY,
    name text NOT NULL
);
COMMENT ON TABLE procedure IS 'Copy of what intake published last, as far as letters name it.';

CREATE TABLE addressee (
    dossier    text CONSTRAINT addressee_pkey PRIMARY KEY,
    language   text,
    key_id     text,
    ciphertext text,
    CONSTRAINT addressee_contact_check CHECK ((key_id IS NULL) = (ciphertext IS NULL))
);
COMMENT ON TABLE addressee IS 'Who is told about a dossier: language, and contact data sealed.';

CREATE TABLE contact_key (
    key_id  text CONSTRAINT contact_key_pkey PRIMARY KEY,
    wrapped text NOT NULL
);
COMMENT ON TABLE contact_key IS
    'Data keys of contacts, wrapped by the master key of this service.';
"""

_MESSAGES = """
CREATE TABLE message (
    id               uuid CONSTRAINT message_pkey PRIMARY KEY,
    event_id         uuid NOT NULL,
    recipient        text NOT NULL,
    channel          text NOT NULL,
    template         text NOT NULL,
    template_version integer NOT NULL,
    dossier          text NOT NULL,
    language         text NOT NULL,
    facts            jsonb NOT NULL,
    reference        text NOT NULL,
    status           text NOT NULL,
    attempts         integer NOT NULL DEFAULT 0,
    reason           text,
    queued_at        timestamptz NOT NULL,
    settled_at       timestamptz,
    entered_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_attempt_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    claimed_at       timestamptz,
    CONSTRAINT message_once_key UNIQUE (event_id, recipient, channel, template),
    CONSTRAINT message_reference_key UNIQUE (reference),
    CONSTRAINT message_status_check CHECK (
        status IN ('queued', 'sending', 'unknown', 'accepted', 'failed', 'undeliverable'))
) WITH (fillfactor = 80);
COMMENT ON TABLE message IS 'One row per event, recipient, channel and template.';
CREATE INDEX message_due_idx ON message (next_attempt_at) WHERE status IN ('queued', 'unknown');
CREATE INDEX message_sending_idx ON message (claimed_at) WHERE status = 'sending';
CREATE INDEX message_dossier_idx ON message (dossier);

CREATE TABLE attempt (
    message  uuid NOT NULL CONSTRAINT attempt_message_fkey REFERENCES message (id),
    number   integer NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome  text,
    code     integer,
    reason   text,
    CONSTRAINT attempt_pkey PRIMARY KEY (message, number)
);
COMMENT ON TABLE attempt IS 'Every try to hand a message to a provider; begun before the call.';
"""


def upgrade() -> None:
    op.execute(_PEOPLE)
    op.execute(_MESSAGES)


def downgrade() -> None:
    op.execute("DROP TABLE attempt, message, contact_key, addressee, procedure, agency")
