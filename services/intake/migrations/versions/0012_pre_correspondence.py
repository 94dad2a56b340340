"""What citizen and officers write to each other about a dossier; alerts that are done."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE dossier_message (
            id      uuid CONSTRAINT dossier_message_pkey PRIMARY KEY,
            dossier text NOT NULL REFERENCES dossier (code),
            number  integer NOT NULL CHECK (number > 0),
            at      timestamptz NOT NULL,
            side    text NOT NULL CHECK (side IN ('citizen', 'officers')),
            by      jsonb,
            words   text NOT NULL,
            CONSTRAINT dossier_message_number_key UNIQUE (dossier, number)
        );
        COMMENT ON TABLE dossier_message IS 'Threads of dossiers; the words are sealed.';

        CREATE TABLE message_mark (
            dossier text NOT NULL REFERENCES dossier (code),
            side    text NOT NULL CHECK (side IN ('citizen', 'officers')),
            up_to   integer NOT NULL,
            at      timestamptz NOT NULL,
            CONSTRAINT message_mark_pkey PRIMARY KEY (dossier, side)
        );
        COMMENT ON TABLE message_mark IS 'How far each side has read a thread.';

        CREATE TABLE desk_alert_settled (
            dossier text NOT NULL REFERENCES dossier (code),
            kind    text NOT NULL,
            until   timestamptz NOT NULL,
            CONSTRAINT desk_alert_settled_pkey PRIMARY KEY (dossier, kind)
        );
        COMMENT ON TABLE desk_alert_settled IS
            'Up to when alerts of a kind are done, where the dossier''s state does not tell.';
    """)
