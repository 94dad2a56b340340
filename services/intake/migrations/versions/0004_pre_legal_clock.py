"""The legal clock: limits and interruptions of a dossier, requests, alerts, re-plans."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DOSSIER = """
ALTER TABLE dossier
    ADD COLUMN staff_alert_at timestamptz,
    ADD COLUMN head_alert_at timestamptz,
    ADD COLUMN apology_at timestamptz,
    ADD COLUMN next_limit text,
    ADD COLUMN supplement_asked_at timestamptz,
    ADD COLUMN supplement_by timestamptz,
    ADD COLUMN supplemented_at timestamptz,
    ADD COLUMN interruptions jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN calendar text,
    ADD COLUMN calendar_version integer;
CREATE INDEX dossier_calendar_idx ON dossier (calendar, calendar_version, code)
    WHERE status IN (1, 2, 4, 5);
UPDATE dossier SET calendar = agency.calendar, calendar_version = 0
FROM agency WHERE agency.code = receiving_agency AND status IN (1, 2, 4, 5);
ALTER TABLE clock_entry ADD COLUMN clock text NOT NULL DEFAULT 'term';
"""

_REQUESTS = """
CREATE TABLE supplement_request (
    dossier text PRIMARY KEY REFERENCES dossier (code),
    asked_at timestamptz NOT NULL,
    asked_by jsonb NOT NULL,
    items jsonb NOT NULL,
    reason text NOT NULL,
    answer_by timestamptz NOT NULL,
    override_reason text,
    answered_at timestamptz,
    note text
);
COMMENT ON TABLE supplement_request IS
    'What a desk asked an applicant to complete; the key keeps it to once in a dossier''s life.';

CREATE TABLE desk_alert (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossier (code),
    agency text NOT NULL,
    audience text NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE (dossier, kind, at)
);
CREATE INDEX desk_alert_agency_idx ON desk_alert (agency, position);
COMMENT ON TABLE desk_alert IS 'append-only: limits that came near or passed, for the agency.';
"""

_CALENDARS = """
ALTER TABLE calendar
    ADD COLUMN notice text,
    ADD COLUMN published_at timestamptz NOT NULL DEFAULT motcua_now(),
    ADD COLUMN published_by text;

CREATE TABLE replan (
    calendar text NOT NULL,
    version integer NOT NULL,
    notice text,
    started_at timestamptz NOT NULL,
    seen integer NOT NULL DEFAULT 0,
    moved integer NOT NULL DEFAULT 0,
    finished_at timestamptz,
    PRIMARY KEY (calendar, version)
);
COMMENT ON TABLE replan IS
    'How far the open dossiers follow a published calendar; each chunk is one transaction.';
"""


def upgrade() -> None:
    for part in (_DOSSIER, _REQUESTS, _CALENDARS):
        op.execute(part)
