"""The reports of reconciliation."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REPORTS = """
CREATE TABLE reconciliation_report (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT reconciliation_report_pkey PRIMARY KEY,
    kept_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    began_at timestamptz NOT NULL,
    seconds  double precision NOT NULL,
    clean    boolean NOT NULL,
    document jsonb NOT NULL
);
COMMENT ON TABLE reconciliation_report IS
    'append-only: what each run of reconciliation found, mended and left.';
"""


def upgrade() -> None:
    op.execute(_REPORTS)


def downgrade() -> None:
    op.execute("DROP TABLE reconciliation_report")
