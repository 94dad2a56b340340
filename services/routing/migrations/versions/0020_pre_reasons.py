"""Why something was not kept: coded reasons of violations, with words that go with the dossier."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_REASONS = """
CREATE TABLE violation_reason (
    violation uuid NOT NULL CONSTRAINT violation_reason_fkey REFERENCES violation (event_id),
    version   integer NOT NULL CHECK (version > 0),
    reason    text NOT NULL,
    words     text,
    given_by  text NOT NULL,
    given_at  timestamptz NOT NULL,
    CONSTRAINT violation_reason_pkey PRIMARY KEY (violation, version)
);
COMMENT ON TABLE violation_reason IS
    'append-only: why a violation happened, the newest version counts; words go by erase_notes.';
"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION erase_notes(erased text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM "case" WHERE dossier = erased AND status = 'open') THEN RETURN; END IF;
    UPDATE "case" SET result_note = NULL WHERE dossier = erased AND result_note IS NOT NULL;
    UPDATE step_event SET note = NULL
    WHERE note IS NOT NULL AND step_id IN (
        SELECT step.id FROM step JOIN "case" ON "case".id = case_id WHERE dossier = erased);
    UPDATE handover_slip SET reason = NULL
    WHERE reason IS NOT NULL AND case_id IN (SELECT id FROM "case" WHERE dossier = erased);
    UPDATE proposal SET lacks = '[]', reason = NULL, ground = NULL, answer = NULL
    WHERE case_id IN (SELECT id FROM "case" WHERE dossier = erased);
    UPDATE violation_reason SET words = NULL
    WHERE words IS NOT NULL AND violation IN (
        SELECT event_id FROM violation WHERE dossier = erased);
END $$;
"""


def upgrade() -> None:
    for part in (_REASONS, _FUNCTION):
        op.execute(part)
