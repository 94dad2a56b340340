"""What waits at a desk: an index for each kind, and what a dossier's state does not tell."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TASKS = """
CREATE TABLE IF NOT EXISTS desk_task (
    dossier      text NOT NULL REFERENCES dossier (code),
    kind         text NOT NULL CHECK (kind IN ('message', 'call')),
    agency       text NOT NULL,
    confidential boolean NOT NULL,
    since        timestamptz NOT NULL,
    template     text,
    tries        integer NOT NULL DEFAULT 0,
    CONSTRAINT desk_task_pkey PRIMARY KEY (dossier, kind),
    CONSTRAINT desk_task_template_check CHECK (kind <> 'call' OR template IS NOT NULL)
);
COMMENT ON TABLE desk_task IS
    'What waits at a desk and no state tells: messages not answered, applicants to be telephoned.';
CREATE INDEX IF NOT EXISTS desk_task_queue_idx
    ON desk_task (agency, confidential, kind, since, dossier);

INSERT INTO desk_task (dossier, kind, agency, confidential, since)
SELECT code, 'message', receiving_agency, confidential, at
FROM (SELECT DISTINCT ON (dossier) dossier, side, at FROM dossier_message
      ORDER BY dossier, number DESC) AS last
JOIN dossier ON code = last.dossier
WHERE side = 'citizen' AND status NOT IN (3, 7, 8, 10)
ON CONFLICT DO NOTHING;
"""
# Partial: what is done leaves them, so they stay as small as the work that waits.
_INDEXES = {
    "dossier_reception_idx": "(receiving_agency, confidential, answer_by, code) WHERE status = 1",
    "dossier_supplement_idx": """(receiving_agency, confidential, answer_by, code)
        WHERE status = 5 AND sub_status = 'supplement-received'""",
    "dossier_handover_idx": """
        (receiving_agency, confidential, coalesce(due_at, finished_at), code) WHERE status = 9""",
    "dossier_withdrawal_idx": """
        (receiving_agency, confidential, withdrawal_asked_at, code)
        WHERE withdrawal_asked_at IS NOT NULL AND status IN (2, 4, 5, 6)""",
}


def upgrade() -> None:
    op.execute(_TASKS)
    with op.get_context().autocommit_block():
        for name, definition in _INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON dossier {definition}")
