"""The list of risks: open steps that put their dossier's date at risk, and by which figures."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_RISKS = """
CREATE TABLE risk (
    task        uuid CONSTRAINT risk_pkey PRIMARY KEY
                CONSTRAINT risk_task_fkey REFERENCES step (id),
    agency      text NOT NULL,
    dossier     text NOT NULL,
    procedure   text NOT NULL,
    level       text NOT NULL CHECK (level IN ('likely', 'possible')),
    cause       text NOT NULL CHECK (cause IN ('step', 'queue', 'rest')),
    due_at      timestamptz NOT NULL,
    expected_at timestamptz NOT NULL,
    usual       integer NOT NULL,
    slow        integer NOT NULL,
    samples     integer NOT NULL,
    spent       integer NOT NULL,
    ahead       integer NOT NULL,
    wait        integer NOT NULL,
    rest        integer NOT NULL,
    "left"      integer NOT NULL,
    confidential boolean NOT NULL,
    looked_at   timestamptz NOT NULL
);
CREATE INDEX risk_agency_idx ON risk (agency, due_at, task);
CREATE INDEX risk_due_idx ON risk (due_at, task);
COMMENT ON TABLE risk IS
    'Open steps that put a date at risk as last worked out; minutes are of office time.';
"""

# Each agency is looked at soon, and then comes again by itself.
_TIMERS = """
INSERT INTO timer (kind, subject, due_at, payload)
SELECT 'look-ahead', code, motcua_now(), '{}' FROM agency
ON CONFLICT (kind, subject) DO NOTHING;
"""

_ENDED = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS step_ended_idx
    ON step (agency, ended_at) WHERE status = 'ended'
"""


def upgrade() -> None:
    for part in (_RISKS, _TIMERS):
        op.execute(part)
    with op.get_context().autocommit_block():
        op.execute(_ENDED)
