"""Violations say what they are charged for; late legs are watched; agencies know what is above."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_VIOLATIONS = """
ALTER TABLE violation
    ADD COLUMN cause text,
    ADD COLUMN procedure text,
    ADD COLUMN leg text,
    ADD COLUMN due_at timestamptz;
COMMENT ON COLUMN violation.event_id IS
    'The id of the line: of the event that told of it, or made here for what was found here.';
UPDATE violation SET procedure = "case".procedure, due_at = violation.at
FROM "case" WHERE "case".dossier = violation.dossier AND violation.kind = 'answer-late';
UPDATE violation SET procedure = "case".procedure
FROM "case" WHERE "case".dossier = violation.dossier AND violation.procedure IS NULL;
CREATE INDEX violation_at_idx ON violation (at, event_id);
CREATE INDEX violation_officer_idx ON violation (officer, at) WHERE officer IS NOT NULL;
CREATE INDEX violation_dossier_idx ON violation (dossier, leg);

CREATE TABLE violation_struck (
    violation uuid NOT NULL
        CONSTRAINT violation_struck_violation_fkey REFERENCES violation (event_id),
    at        timestamptz NOT NULL,
    because   text NOT NULL,
    CONSTRAINT violation_struck_pkey PRIMARY KEY (violation)
);
COMMENT ON TABLE violation_struck IS
    'append-only: lines of the register that no longer count, and why; the lines stay.';
"""

# Running legs get their limit and its timer by a re-plan, which changes nothing else.
_LATENESS = """
ALTER TABLE leg ADD COLUMN late_at timestamptz;
COMMENT ON COLUMN leg.late_at IS 'Past it the leg is late by its own term.';
INSERT INTO timer (kind, subject, due_at, payload)
SELECT 'replan-cases', id, clock_timestamp(), '{}' FROM calendar LIMIT 1
ON CONFLICT (kind, subject) DO NOTHING;
"""

_AGENCIES = """
ALTER TABLE agency ADD COLUMN parent text;
CREATE INDEX agency_parent_idx ON agency (parent);
"""


def upgrade() -> None:
    for part in (_VIOLATIONS, _LATENESS, _AGENCIES):
        op.execute(part)
