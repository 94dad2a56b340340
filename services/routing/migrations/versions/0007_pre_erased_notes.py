"""Words that officers wrote about a case go with the dossier when that is erased."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SECURITY DEFINER: the history of a task is append-only for the run-time role; this takes the
# words alone out of it, and of closed cases alone.
_FUNCTION = """
CREATE FUNCTION erase_notes(erased text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE closed uuid;
BEGIN
    SELECT id INTO closed FROM "case" WHERE dossier = erased AND status <> 'open';
    IF closed IS NULL THEN RETURN; END IF;
    UPDATE "case" SET result_note = NULL WHERE id = closed AND result_note IS NOT NULL;
    UPDATE step_event SET note = NULL
    WHERE note IS NOT NULL AND step_id IN (SELECT id FROM step WHERE case_id = closed);
END $$;
REVOKE EXECUTE ON FUNCTION erase_notes(text) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_database()) THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION erase_notes(text) TO %I', current_database());
    END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(_FUNCTION)
