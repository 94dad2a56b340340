"""Steps find their owners by plan and by who is there: arrangements of days, plans, two queues."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_DAYS = """
CREATE TABLE arrangement (
    id        uuid CONSTRAINT arrangement_pkey PRIMARY KEY,
    officer   uuid NOT NULL CONSTRAINT arrangement_officer_fkey REFERENCES officer (id),
    kind      text NOT NULL CHECK (kind IN ('absence', 'duty')),
    first_day date NOT NULL,
    last_day  date NOT NULL,
    ground    text NOT NULL,
    cover     uuid CONSTRAINT arrangement_cover_fkey REFERENCES officer (id),
    fields    text[] NOT NULL,
    CONSTRAINT arrangement_other_check CHECK (cover <> officer)
);
CREATE INDEX arrangement_officer_idx ON arrangement (officer, last_day);
COMMENT ON TABLE arrangement IS
    'Days of an officer: away with who covers, or looking after some fields alone.';
"""

_PLANS = """
CREATE TABLE assignment_plan (
    agency     text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    rules      jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT assignment_plan_pkey PRIMARY KEY (agency, version)
);
COMMENT ON TABLE assignment_plan IS
    'append-only: how the steps of an agency find their owners; the newest version counts.';
"""

_TASKS = """
ALTER TABLE step
    ADD COLUMN for_head boolean NOT NULL DEFAULT false,
    ADD COLUMN effort integer NOT NULL DEFAULT 240;
COMMENT ON COLUMN step.for_head IS 'It waits in the head''s queue and not in its unit''s.';
COMMENT ON COLUMN step.effort IS 'What it weighs in a fair load, in minutes of work.';
ALTER TABLE procedure_version ADD COLUMN field text;
"""

_HELD = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS step_assignee_idx
    ON step (assignee) INCLUDE (agency, effort) WHERE status = 'claimed'
"""


def upgrade() -> None:
    for part in (_DAYS, _PLANS, _TASKS):
        op.execute(part)
    with op.get_context().autocommit_block():
        op.execute(_HELD)
