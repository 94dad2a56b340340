"""Where to write about a draft that is about to go, and the key with which that was said."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE draft
    ADD COLUMN email text,
    ADD COLUMN contact_key_id uuid CONSTRAINT draft_contact_key_id_key UNIQUE,
    ADD COLUMN contact_key text,
    ADD CONSTRAINT draft_contact_check
        CHECK (num_nulls(contact_key_id, contact_key) IN (0, 2));
COMMENT ON COLUMN draft.email IS 'Where to write before it goes, sealed; NULL: nowhere.';
COMMENT ON COLUMN draft.contact_key IS
    'The key of the contact that was said, sealed: gone with the draft.';
"""


def upgrade() -> None:
    op.execute(_COLUMNS)
