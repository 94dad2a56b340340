"""Dossiers taken back, held up by the head, refused by code, corrected; reasons sealed."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COURSE = """
ALTER TABLE dossier
    ADD COLUMN withdrawal_asked_at timestamptz,
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN refusal_code text,
    ADD COLUMN refusal_ground text,
    ADD COLUMN content_version integer NOT NULL DEFAULT 1,
    ADD COLUMN corrected_at timestamptz;
COMMENT ON COLUMN dossier.withdrawal_asked_at IS
    'Set while the wish of the owner of an accepted dossier waits for the word of routing.';

CREATE TABLE dossier_reason (
    id uuid PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossier (code),
    kind text NOT NULL,
    at timestamptz NOT NULL,
    by jsonb NOT NULL,
    sealed text NOT NULL
);
CREATE INDEX dossier_reason_dossier_idx ON dossier_reason (dossier, at);
COMMENT ON TABLE dossier_reason IS
    'append-only: why somebody did something to a dossier, in their own words, sealed.';
"""


def upgrade() -> None:
    op.execute(_COURSE)
