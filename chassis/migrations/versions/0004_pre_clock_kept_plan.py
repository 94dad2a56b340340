"""The suite's clock keeps its plan: a function in SQL is planned anew by every statement."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# PL/pgSQL keeps the plan for the session: a third of the time, and a filing asks three times.
_CLOCK = """
CREATE OR REPLACE FUNCTION motcua_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN coalesce(
        (SELECT suite_anchor + (clock_timestamp() - real_anchor) * speed FROM suite_clock),
        clock_timestamp()
    );
END $$;
"""


def upgrade() -> None:
    op.execute(_CLOCK)
