"""Owners check drafts of results: by when, by which calendar, and how often they objected."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE dossier
    ADD COLUMN draft_offered_at timestamptz,
    ADD COLUMN confirm_by timestamptz,
    ADD COLUMN confirm_term text,
    ADD COLUMN term_calendar_version integer,
    ADD COLUMN objections smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN dossier.confirm_by IS
    'By when the owner answers about the draft of the result, else consents.';
COMMENT ON COLUMN dossier.term_calendar_version IS
    'The version due_at was computed by, while calendar_version is that of confirm_by.';
"""
# The dossiers a calendar moves: those before, and those whose owner checks a draft.
_CALENDAR = """
(calendar, calendar_version, code)
WHERE status IN (1, 2, 4, 5) OR (status = 9 AND sub_status = 'waiting-confirmation')
"""
_REPLACED = (
    "DROP INDEX CONCURRENTLY IF EXISTS dossier_limit_idx",
    f"CREATE INDEX CONCURRENTLY dossier_limit_idx ON dossier {_CALENDAR}",
    "DROP INDEX CONCURRENTLY IF EXISTS dossier_calendar_idx",
)


def upgrade() -> None:
    op.execute(_COLUMNS)
    with op.get_context().autocommit_block():
        for statement in _REPLACED:
            op.execute(statement)
