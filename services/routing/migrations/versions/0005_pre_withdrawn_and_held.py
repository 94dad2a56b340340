"""Cases whose owner took the dossier back, and those the head holds up."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CASES = """
ALTER TABLE "case"
    ADD COLUMN held_since timestamptz,
    DROP CONSTRAINT case_status_check,
    ADD CONSTRAINT case_status_check
        CHECK (status IN ('open', 'approved', 'refused', 'stopped', 'withdrawn'));
COMMENT ON COLUMN "case".held_since IS
    'Since when the head has suspended the work; the clocks go on.';
"""


def upgrade() -> None:
    op.execute(_CASES)
