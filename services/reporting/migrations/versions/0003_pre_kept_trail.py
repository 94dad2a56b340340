"""Where the chains of intake's trail stood at the end of each day, kept out of intake's reach."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEPT = """
CREATE TABLE trail_day (
    day     date CONSTRAINT trail_day_pkey PRIMARY KEY,
    chains  integer NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE trail_day IS 'append-only: days whose ends are kept.';

CREATE TABLE trail_end (
    dossier text NOT NULL,
    chain   text NOT NULL,
    day     date NOT NULL CONSTRAINT trail_end_day_fkey REFERENCES trail_day,
    number  integer NOT NULL,
    hash    bytea NOT NULL,
    CONSTRAINT trail_end_pkey PRIMARY KEY (dossier, chain, day)
);
COMMENT ON TABLE trail_end IS
    'append-only: the last link of each chain that grew on a day, as intake showed it then.';
"""


def upgrade() -> None:
    op.execute(_KEPT)


def downgrade() -> None:
    op.execute("DROP TABLE trail_end, trail_day")
