"""Procedures that were announced and cannot be filed yet, from records of the national portal."""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_ANNOUNCED = """
CREATE TABLE announced_procedure (
    code       text NOT NULL CONSTRAINT announced_procedure_pkey PRIMARY KEY,
    name       text NOT NULL,
    digest     text NOT NULL,
    reviews    text[] NOT NULL,
    document   jsonb NOT NULL,
    first_seen timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
COMMENT ON TABLE announced_procedure IS
    'procedures by records of the national portal; a published version of the code stands for it.';
CREATE TABLE catalogue_import (
    number  integer GENERATED ALWAYS AS IDENTITY CONSTRAINT catalogue_import_pkey PRIMARY KEY,
    at      timestamptz NOT NULL,
    new     integer NOT NULL,
    changed integer NOT NULL
);
COMMENT ON TABLE catalogue_import IS 'append-only: imports that changed something.';
"""


def upgrade() -> None:
    op.execute(_ANNOUNCED)
