"""A dossier that had been received wrongly has a case more; the last one counts."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CASES = """
ALTER TABLE "case"
    ADD COLUMN IF NOT EXISTS number smallint NOT NULL DEFAULT 1,
    DROP CONSTRAINT case_status_check,
    ADD CONSTRAINT case_status_check CHECK (
        status IN ('open', 'approved', 'refused', 'stopped', 'withdrawn', 'moved')
    ) NOT VALID;
COMMENT ON COLUMN "case".number IS
    'Counts the cases of a dossier; all but the last are moved and count for nobody.';
"""
# As in 0007, for every case of the dossier.
_FUNCTION = """
CREATE OR REPLACE FUNCTION erase_notes(erased text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM "case" WHERE dossier = erased AND status = 'open') THEN RETURN; END IF;
    UPDATE "case" SET result_note = NULL WHERE dossier = erased AND result_note IS NOT NULL;
    UPDATE step_event SET note = NULL
    WHERE note IS NOT NULL AND step_id IN (
        SELECT step.id FROM step JOIN "case" ON "case".id = case_id WHERE dossier = erased);
END $$;
"""


def upgrade() -> None:
    op.execute(_CASES)
    op.execute(_FUNCTION)
    with op.get_context().autocommit_block():
        # Beside its writers; the old code inserts number 1 and finds its case as before.
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS case_dossier_number_key")
        op.execute("""
            CREATE UNIQUE INDEX CONCURRENTLY case_dossier_number_key
            ON "case" (dossier, number)
        """)
        op.execute('ALTER TABLE "case" VALIDATE CONSTRAINT case_status_check')
        op.execute('ALTER TABLE "case" DROP CONSTRAINT IF EXISTS case_dossier_key')
