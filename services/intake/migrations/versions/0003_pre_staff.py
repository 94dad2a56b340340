"""Copies of the register of officers, and which dossiers are kept closely."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STAFF = """
CREATE TABLE officer (
    account    text CONSTRAINT officer_pkey PRIMARY KEY,
    id         uuid NOT NULL,
    agency     text NOT NULL,
    post       text NOT NULL,
    roles      text[] NOT NULL,
    first_day  date NOT NULL,
    last_day   date,
    changed_at timestamptz NOT NULL,
    name       text,
    named_at   timestamptz
);
CREATE INDEX officer_unnamed_idx ON officer (account)
    WHERE named_at IS NULL OR named_at < changed_at;
COMMENT ON TABLE officer IS
    'Copies of officers, newest state; the name is asked of their owner, no event carries it.';

CREATE TABLE officer_post (
    account text NOT NULL,
    since   timestamptz NOT NULL,
    agency  text NOT NULL,
    post    text NOT NULL,
    CONSTRAINT officer_post_pkey PRIMARY KEY (account, since)
);
COMMENT ON TABLE officer_post IS 'append-only: which post an officer held since when.';

CREATE TABLE placement (
    id        uuid CONSTRAINT placement_pkey PRIMARY KEY,
    account   text NOT NULL,
    agency    text NOT NULL,
    roles     text[] NOT NULL,
    ground    text NOT NULL CHECK (ground IN ('seconded', 'delegated')),
    delegator text,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    CONSTRAINT placement_delegator_check CHECK ((ground = 'delegated') = (delegator IS NOT NULL))
);
CREATE INDEX placement_account_idx ON placement (account, last_day);
COMMENT ON TABLE placement IS 'Copies of secondments and delegations of signing, newest state.';
"""

_CONFIDENTIAL = """
ALTER TABLE dossier ADD COLUMN confidential boolean NOT NULL DEFAULT false;
"""


def upgrade() -> None:
    op.execute(_STAFF)
    op.execute(_CONFIDENTIAL)
