"""What waits for money at a desk: since when an obligation is unpaid, and an index of it."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_COLUMN = """
ALTER TABLE dossier ADD COLUMN obligation_asked_at timestamptz;
COMMENT ON COLUMN dossier.obligation_asked_at IS
    'Since when a tax or land obligation waits to be paid (code 6).';
"""
# Behind the commit of the column: in one transaction with it, the table would be closed meanwhile.
_SINCE = """
UPDATE dossier SET obligation_asked_at = (interruptions -> -1 ->> 'at')::timestamptz
WHERE status = 6 AND obligation_asked_at IS NULL
"""
# Partial, as the other indexes of the queue: what is paid leaves it.
_INDEX = """
CREATE INDEX CONCURRENTLY dossier_payment_idx ON dossier
    (receiving_agency, confidential, coalesce(obligation_asked_at, due_at, finished_at), code)
    WHERE status = 6 OR (status = 9 AND sub_status = 'waiting-fee')
"""


def upgrade() -> None:
    op.execute(_COLUMN)
    with op.get_context().autocommit_block():
        op.execute(_SINCE)
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS dossier_payment_idx")
        op.execute(_INDEX)
