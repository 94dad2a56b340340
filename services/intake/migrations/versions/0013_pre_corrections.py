"""Earlier contents of dossiers, sealed; requests for papers with marks, a second one by a head."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_VERSIONS = """
CREATE TABLE dossier_version (
    id uuid PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossier (code),
    number integer NOT NULL,
    replaced_at timestamptz NOT NULL,
    by jsonb NOT NULL,
    cause text NOT NULL,
    sealed text NOT NULL,
    UNIQUE (dossier, number)
);
COMMENT ON TABLE dossier_version IS
    'append-only: what a dossier held before it was corrected or supplemented, sealed whole.';
"""

_REQUESTS = """
ALTER TABLE supplement_request
    ADD COLUMN number smallint NOT NULL DEFAULT 1,
    ADD COLUMN missing jsonb,
    DROP CONSTRAINT supplement_request_pkey,
    ADD PRIMARY KEY (dossier, number);
UPDATE supplement_request SET items = (
    SELECT coalesce(jsonb_agg(
        CASE jsonb_typeof(item) WHEN 'string'
            THEN jsonb_build_object('what', item, 'paper', NULL, 'field', NULL) ELSE item END
        ORDER BY place), '[]')
    FROM jsonb_array_elements(items) WITH ORDINALITY AS each (item, place)
);
COMMENT ON TABLE supplement_request IS
    'What a desk asked an applicant to complete: once, a second time where a head answers for it.';
"""


def upgrade() -> None:
    op.execute(_VERSIONS)
    op.execute(_REQUESTS)
