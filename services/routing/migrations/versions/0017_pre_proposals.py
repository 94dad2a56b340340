"""What officers propose out of a step for others to decide; the words go with the dossier."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_PROPOSALS = """
CREATE TABLE proposal (
    id               uuid CONSTRAINT proposal_pkey PRIMARY KEY,
    case_id          uuid NOT NULL CONSTRAINT proposal_case_fkey REFERENCES "case" (id),
    step_id          uuid NOT NULL CONSTRAINT proposal_step_fkey REFERENCES step (id),
    kind             text NOT NULL CHECK (kind IN ('supplement', 'refusal')),
    leg              text NOT NULL,
    step             text NOT NULL,
    agency           text NOT NULL,
    receiving_agency text NOT NULL,
    confidential     boolean NOT NULL,
    proposed_by      text NOT NULL,
    proposed_at      timestamptz NOT NULL,
    lacks            jsonb NOT NULL,
    reason           text,
    ground           text,
    status           text NOT NULL
                     CHECK (status IN ('open', 'accepted', 'declined', 'dropped')),
    settled_by       text,
    settled_at       timestamptz,
    answer           text,
    version          integer NOT NULL,
    CONSTRAINT proposal_settled_check CHECK ((status = 'open') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX proposal_one_open_key ON proposal (case_id, kind) WHERE status = 'open';
CREATE INDEX proposal_step_idx ON proposal (step_id, proposed_at);
CREATE INDEX proposal_agency_idx ON proposal (agency, proposed_at, id) WHERE status = 'open';
CREATE INDEX proposal_receiving_idx
    ON proposal (receiving_agency, proposed_at, id) WHERE status = 'open';
COMMENT ON TABLE proposal IS
    'What an officer proposes out of a step; lacks, reason, ground, answer are people''s words.';
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
END $$;
"""


def upgrade() -> None:
    for part in (_PROPOSALS, _FUNCTION):
        op.execute(part)
