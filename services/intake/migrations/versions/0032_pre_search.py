"""The search ranks in the process; how people say things otherwise is published data."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# The folded texts stay, empty in new rows, until no code of before reads them.
_SEARCH = """
ALTER TABLE procedure_version
    ALTER COLUMN short_folded DROP NOT NULL,
    ALTER COLUMN search_text DROP NOT NULL;
CREATE TABLE search_wording (
    version  integer GENERATED ALWAYS AS IDENTITY CONSTRAINT search_wording_pkey PRIMARY KEY,
    digest   text NOT NULL,
    document jsonb NOT NULL
);
COMMENT ON TABLE search_wording IS
    'append-only: synonyms and fillers of the search; the newest version counts.';
"""


def upgrade() -> None:
    op.execute(_SEARCH)
