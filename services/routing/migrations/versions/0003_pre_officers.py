"""The register of officers: posts, secondments, delegations of signing, and who changed them."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OFFICERS = """
CREATE TABLE officer (
    id         uuid CONSTRAINT officer_pkey PRIMARY KEY,
    account    text NOT NULL CONSTRAINT officer_account_key UNIQUE,
    name       text NOT NULL,
    post       text NOT NULL,
    agency     text NOT NULL,
    roles      text[] NOT NULL CHECK (cardinality(roles) > 0),
    first_day  date NOT NULL,
    last_day   date,
    version    integer NOT NULL CHECK (version > 0),
    changed_at timestamptz NOT NULL
);
CREATE INDEX officer_agency_idx ON officer (agency, id);
COMMENT ON TABLE officer IS
    'Who works where, as what, on which days; account is the token''s sub.';

CREATE TABLE delegation (
    id        uuid CONSTRAINT delegation_pkey PRIMARY KEY,
    delegator uuid NOT NULL CONSTRAINT delegation_delegator_fkey REFERENCES officer (id),
    officer   uuid NOT NULL CONSTRAINT delegation_officer_fkey REFERENCES officer (id),
    agency    text NOT NULL,
    roles     text[] NOT NULL,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    ground    text NOT NULL,
    CONSTRAINT delegation_other_check CHECK (delegator <> officer)
);
CREATE INDEX delegation_officer_idx ON delegation (officer, last_day);
CREATE INDEX delegation_delegator_idx ON delegation (delegator, last_day);
COMMENT ON TABLE delegation IS
    'Who signs for a time in whose place; ground is the decision''s number.';

CREATE TABLE secondment (
    id        uuid CONSTRAINT secondment_pkey PRIMARY KEY,
    officer   uuid NOT NULL CONSTRAINT secondment_officer_fkey REFERENCES officer (id),
    agency    text NOT NULL,
    roles     text[] NOT NULL,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    ground    text NOT NULL
);
CREATE INDEX secondment_officer_idx ON secondment (officer, last_day);
COMMENT ON TABLE secondment IS
    'Who works for a time at another agency; ground is the decision''s number.';

CREATE TABLE officer_change (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT officer_change_pkey PRIMARY KEY,
    at       timestamptz NOT NULL,
    by       text NOT NULL,
    officer  uuid NOT NULL CONSTRAINT officer_change_officer_fkey REFERENCES officer (id),
    action   text NOT NULL,
    version  integer NOT NULL,
    data     jsonb NOT NULL
);
CREATE INDEX officer_change_officer_idx ON officer_change (officer, position);
COMMENT ON TABLE officer_change IS
    'append-only: who changed what in the register of officers; codes and days, no names.';
"""

_CONFIDENTIAL = """
ALTER TABLE procedure_version ADD COLUMN confidential boolean NOT NULL DEFAULT false;
"""


def upgrade() -> None:
    op.execute(_OFFICERS)
    op.execute(_CONFIDENTIAL)
