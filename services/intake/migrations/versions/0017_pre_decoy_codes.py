"""One-time codes that go to nobody are kept beside those of dossiers: both take as long."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Dossiers are never deleted, and erase_dossier takes their codes away by itself.
_DECOYS = """
ALTER TABLE tracking_code DROP CONSTRAINT tracking_code_dossier_fkey;
COMMENT ON TABLE tracking_code IS
    'One-time codes that were sent and not used, as hashes, and decoys that were sent to nobody.';
"""


def upgrade() -> None:
    op.execute(_DECOYS)
