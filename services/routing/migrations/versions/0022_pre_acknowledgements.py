"""Whoever was told of a step that runs out of time says that they know."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE alert_acknowledgement (
            alert uuid CONSTRAINT alert_acknowledgement_pkey PRIMARY KEY
                CONSTRAINT alert_acknowledgement_alert_fkey REFERENCES alert (id),
            by    text NOT NULL,
            at    timestamptz NOT NULL
        )
    """)
    op.execute("""
        COMMENT ON TABLE alert_acknowledgement IS
            'append-only: who of those who were told said first that they know, and when.'
    """)
