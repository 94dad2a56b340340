"""What chooses the way of a case, the papers its legs give, consultations."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHOICES = """
ALTER TABLE "case" ADD COLUMN conditions jsonb, ADD COLUMN answers jsonb;
COMMENT ON COLUMN "case".conditions IS
    'Comparisons on the dossier that intake judged, by name; no data of the applicant.';
COMMENT ON COLUMN "case".answers IS 'What officers answered at steps, by question.';
ALTER TABLE leg
    ADD COLUMN silent_at timestamptz,
    ADD COLUMN lapsed boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT leg_status_check,
    ADD CONSTRAINT leg_status_check
        CHECK (status IN ('waiting', 'running', 'finished', 'cancelled', 'skipped'));
COMMENT ON COLUMN leg.silent_at IS 'When silence of a consulted agency counts.';
"""

_PAPERS = """
CREATE TABLE case_paper (
    case_id   uuid NOT NULL CONSTRAINT case_paper_case_fkey REFERENCES "case" (id),
    paper     text NOT NULL,
    leg       text NOT NULL,
    agency    text NOT NULL,
    number    text NOT NULL,
    issued_on date NOT NULL,
    CONSTRAINT case_paper_pkey PRIMARY KEY (case_id, paper)
);
COMMENT ON TABLE case_paper IS 'A result of a leg that later legs take: number, day, issuer.';
"""


def upgrade() -> None:
    for part in (_CHOICES, _PAPERS):
        op.execute(part)
