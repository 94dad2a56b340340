"""Hand-over slips between agencies; the words of a refusal go with the dossier."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SLIPS = """
CREATE TABLE handover_slip (
    id          uuid CONSTRAINT handover_slip_pkey PRIMARY KEY,
    position    bigint GENERATED ALWAYS AS IDENTITY,
    number      text NOT NULL CONSTRAINT handover_slip_number_key UNIQUE,
    case_id     uuid NOT NULL CONSTRAINT handover_slip_case_fkey REFERENCES "case" (id),
    from_leg    text NOT NULL,
    from_agency text NOT NULL,
    to_leg      text NOT NULL,
    to_agency   text NOT NULL,
    returned    boolean NOT NULL,
    papers      jsonb NOT NULL,
    given_by    text,
    given_at    timestamptz NOT NULL,
    status      text NOT NULL CHECK (status IN ('given', 'taken', 'refused')),
    settled_by  text,
    settled_at  timestamptz,
    reason      text,
    version     integer NOT NULL,
    CONSTRAINT handover_slip_settled_check CHECK (
        (status = 'given') = (settled_at IS NULL) AND (status = 'given') = (settled_by IS NULL)
    )
);
CREATE INDEX handover_slip_case_idx ON handover_slip (case_id);
CREATE INDEX handover_slip_to_idx ON handover_slip (to_agency, position);
CREATE INDEX handover_slip_from_idx ON handover_slip (from_agency, position);
COMMENT ON TABLE handover_slip IS
    'One agency passed a dossier on, another confirmed or refused it; reason is officers'' words.';
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
END $$;
"""


def upgrade() -> None:
    for part in (_SLIPS, _FUNCTION):
        op.execute(part)
