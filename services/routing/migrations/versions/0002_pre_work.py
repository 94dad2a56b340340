"""Cases with their legs and steps, and who did what."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CASES = """
CREATE TABLE "case" (
    id                uuid CONSTRAINT case_pkey PRIMARY KEY,
    dossier           text NOT NULL CONSTRAINT case_dossier_key UNIQUE,
    procedure         text NOT NULL,
    procedure_version integer NOT NULL,
    receiving_agency  text NOT NULL,
    status            text NOT NULL CHECK (status IN ('open', 'approved', 'refused')),
    opened_at         timestamptz NOT NULL,
    due_at            timestamptz,
    decided_at        timestamptz,
    decision_agency   text,
    decision_officer  text,
    result_number     text,
    result_note       text,
    CONSTRAINT case_procedure_fkey FOREIGN KEY (procedure, procedure_version)
        REFERENCES procedure_version (code, version),
    CONSTRAINT case_decided_check CHECK ((status = 'open') = (decided_at IS NULL))
) WITH (fillfactor = 80);
COMMENT ON TABLE "case" IS
    'What the agencies do about one dossier; its row lock makes parallel legs take turns.';

CREATE TABLE leg (
    case_id     uuid NOT NULL CONSTRAINT leg_case_fkey REFERENCES "case" (id),
    leg         text NOT NULL,
    place       smallint NOT NULL,
    agency      text NOT NULL,
    status      text NOT NULL CHECK (status IN ('waiting', 'running', 'finished', 'cancelled')),
    started_at  timestamptz,
    finished_at timestamptz,
    due_at      timestamptz,
    CONSTRAINT leg_pkey PRIMARY KEY (case_id, leg)
) WITH (fillfactor = 80);
COMMENT ON TABLE leg IS 'The part of one agency in a case, in the order of the process.';
"""

_STEPS = """
CREATE TABLE step (
    id         uuid CONSTRAINT step_pkey PRIMARY KEY,
    case_id    uuid NOT NULL,
    leg        text NOT NULL,
    step       text NOT NULL,
    agency     text NOT NULL,
    role       text NOT NULL,
    status     text NOT NULL CHECK (status IN ('waiting', 'claimed', 'ended')),
    assignee   text,
    started_at timestamptz NOT NULL,
    due_at     timestamptz,
    ended_at   timestamptz,
    ended_by   text,
    ending     text,
    version    integer NOT NULL,
    CONSTRAINT step_leg_fkey FOREIGN KEY (case_id, leg) REFERENCES leg (case_id, leg),
    CONSTRAINT step_ended_check CHECK (
        (status = 'ended') = (ended_at IS NOT NULL) AND (status = 'ended') = (ending IS NOT NULL)
    ),
    CONSTRAINT step_claimed_check CHECK (
        (status <> 'claimed' OR assignee IS NOT NULL)
        AND (status <> 'waiting' OR assignee IS NULL)
    )
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX step_one_open_key ON step (case_id, leg) WHERE status <> 'ended';
CREATE INDEX step_case_idx ON step (case_id, started_at);
CREATE INDEX step_worklist_idx
    ON step (agency, role, (coalesce(due_at, 'infinity'::timestamptz)), id)
    WHERE status <> 'ended';
COMMENT ON TABLE step IS
    'A task: one run of a step; waits for an officer, is held by one, ends once.';

CREATE TABLE step_event (
    id      bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT step_event_pkey PRIMARY KEY,
    step_id uuid NOT NULL CONSTRAINT step_event_step_fkey REFERENCES step (id),
    action  text NOT NULL,
    officer text NOT NULL,
    at      timestamptz NOT NULL,
    note    text
);
CREATE INDEX step_event_step_idx ON step_event (step_id, id);
COMMENT ON TABLE step_event IS 'append-only: who did what with which task, and why.';
"""


def upgrade() -> None:
    op.execute(_CASES)
    op.execute(_STEPS)
