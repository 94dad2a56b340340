"""Copies of who is in office: reports are shown to leaders of today."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OFFICER = """
CREATE TABLE officer (
    account   text CONSTRAINT officer_pkey PRIMARY KEY,
    id        uuid NOT NULL,
    agency    text NOT NULL,
    roles     text[] NOT NULL,
    first_day date NOT NULL,
    last_day  date,
    sequence  bigint NOT NULL
);
COMMENT ON TABLE officer IS 'Copy of what routing said; the highest sequence wins.';
"""

# What was said of officers before there was a table for it is to be heard again: reconciliation
# finds it missing and has routing say it.
_HEAR_AGAIN = """
DELETE FROM inbox WHERE source = 'routing' AND subject LIKE 'officer/%' AND status = 'done'
"""


def upgrade() -> None:
    op.execute(_OFFICER)
    op.execute(_HEAR_AGAIN)
