"""Personal fields are sealed; equal phones, e-mails and identities are found by blind indexes."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Nothing was released with phones in clear, so the column goes at once. Rows without
# `sealed_with` were stored before; `motcua intake rotate-keys` seals them.
_SEALED = """
DROP INDEX dossier_content_phone_idx;
ALTER TABLE dossier_content
    DROP COLUMN phone,
    ADD COLUMN phone_index text,
    ADD COLUMN email_index text,
    ADD COLUMN sealed_with text;
CREATE INDEX dossier_content_phone_index_idx ON dossier_content (phone_index)
    WHERE phone_index IS NOT NULL;
CREATE INDEX dossier_content_email_index_idx ON dossier_content (email_index)
    WHERE email_index IS NOT NULL;
COMMENT ON TABLE dossier_content IS
    'What was filed: people, form, fee, way of delivery; personal fields sealed, names in clear.';
COMMENT ON COLUMN dossier_content.sealed_with IS 'The master key of all sealed fields of the row.';
COMMENT ON COLUMN dossier.parties IS 'The identities it is about, each sealed.';
COMMENT ON COLUMN dossier_reader.reader IS
    'sub:account, agency:code; id: and tax: with the blind index of the number.';
"""


def upgrade() -> None:
    op.execute(_SEALED)
