"""Mandates given before get the timer that rings when their last day is over."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# What lapsed before rings at once: letters to its agent stop then.
_TIMERS = """
INSERT INTO timer (kind, subject, due_at, payload)
SELECT 'mandate', id::text,
    (least(expires_on, DATE '9998-12-30') + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', '{}'
FROM mandate WHERE ended_at IS NULL
ON CONFLICT (kind, subject) DO NOTHING
"""


def upgrade() -> None:
    op.execute(_TIMERS)
