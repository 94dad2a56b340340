"""The ladder of escalation: who was told of which step, and what was laid down about it."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STEP = """
ALTER TABLE step ADD COLUMN told smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN step.told IS 'At what percent of its time somebody was told of it last.';
"""

_LADDERS = """
CREATE TABLE escalation_ladder (
    agency     text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    rules      jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT escalation_ladder_pkey PRIMARY KEY (agency, version)
);
COMMENT ON TABLE escalation_ladder IS
    'append-only: who is told when a step''s time runs out; the newest version counts.';
"""

_ALERTS = """
CREATE TABLE alert (
    id           uuid CONSTRAINT alert_pkey PRIMARY KEY,
    dossier      text NOT NULL,
    procedure    text NOT NULL,
    leg          text NOT NULL,
    step         text NOT NULL,
    task         uuid NOT NULL CONSTRAINT alert_task_fkey REFERENCES step (id),
    percent      smallint NOT NULL,
    audience     text NOT NULL CHECK (audience IN ('officer', 'unit', 'head')),
    agency       text NOT NULL,
    officer      text,
    confidential boolean NOT NULL,
    due_at       timestamptz,
    at           timestamptz NOT NULL,
    CONSTRAINT alert_officer_check CHECK ((audience = 'officer') = (officer IS NOT NULL))
);
CREATE INDEX alert_agency_idx ON alert (agency, audience, at, id);
CREATE INDEX alert_officer_idx ON alert (officer, at, id) WHERE officer IS NOT NULL;
CREATE INDEX alert_dossier_idx ON alert (dossier);
COMMENT ON TABLE alert IS
    'append-only: who was told that a step''s time runs out or is over; codes and accounts.';
"""

# Every open case is looked at once: what is late already is told, and its timer set.
_TIMERS = """
INSERT INTO timer (kind, subject, due_at, payload)
SELECT 'rung', dossier, opened_at, '{}' FROM "case" WHERE status = 'open'
ON CONFLICT (kind, subject) DO NOTHING;
"""


def upgrade() -> None:
    for part in (_STEP, _LADDERS, _ALERTS, _TIMERS):
        op.execute(part)
