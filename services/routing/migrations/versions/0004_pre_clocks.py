"""Clocks that stop and run on: suspended cases, what legs and steps have left; violations."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CLOCKS = """
ALTER TABLE "case"
    ADD COLUMN suspended text
        CHECK (suspended IN ('supplement', 'obligation', 'obligation-met')),
    ADD COLUMN apology_since timestamptz,
    DROP CONSTRAINT case_status_check,
    ADD CONSTRAINT case_status_check
        CHECK (status IN ('open', 'approved', 'refused', 'stopped'));
ALTER TABLE leg ADD COLUMN clock_from timestamptz, ADD COLUMN clock_minutes integer;
ALTER TABLE step ADD COLUMN clock_from timestamptz, ADD COLUMN clock_minutes integer;
COMMENT ON COLUMN leg.clock_minutes IS
    'Minutes the clock has from clock_from on; NULL: all of the definition, from started_at.';
CREATE INDEX case_open_idx ON "case" (id) WHERE status = 'open';
"""

_VIOLATIONS = """
CREATE TABLE violation (
    event_id uuid PRIMARY KEY,
    kind text NOT NULL,
    dossier text NOT NULL,
    agency text NOT NULL,
    officer text,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX violation_agency_idx ON violation (agency, at);
COMMENT ON TABLE violation IS 'append-only: the register of violations, told by services.';
"""


def upgrade() -> None:
    for part in (_CLOCKS, _VIOLATIONS):
        op.execute(part)
