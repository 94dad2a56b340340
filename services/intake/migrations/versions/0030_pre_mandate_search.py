"""A desk finds mandates by whole names; who of the staff looked at one is kept with it."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# What was entered before has no names in the index: it is found by number.
_SEARCH = """
ALTER TABLE mandate ADD COLUMN principal_name text, ADD COLUMN agent_name text;
COMMENT ON COLUMN mandate.principal_name IS 'Blind index of the whole name, folded.';
COMMENT ON COLUMN mandate.agent_name IS 'Blind index of the whole name, folded.';
CREATE TABLE mandate_access (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT mandate_access_pkey PRIMARY KEY,
    mandate  uuid NOT NULL CONSTRAINT mandate_access_mandate_fkey
             REFERENCES mandate (id) ON DELETE CASCADE,
    at       timestamptz NOT NULL,
    by       jsonb NOT NULL,
    what     text NOT NULL
);
CREATE INDEX mandate_access_mandate_idx ON mandate_access (mandate, position);
COMMENT ON TABLE mandate_access IS
    'append-only: who of the staff looked at which mandate; goes with it.';
"""


def upgrade() -> None:
    op.execute(_SEARCH)
    with op.get_context().autocommit_block():
        for side in ("principal", "agent"):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS mandate_{side}_name_idx")
            op.execute(f"""
                CREATE INDEX CONCURRENTLY mandate_{side}_name_idx
                ON mandate ({side}_name, granted_at) WHERE agency IS NOT NULL
            """)
