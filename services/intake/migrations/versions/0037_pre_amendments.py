"""What officers propose to change of procedures, and what was said about it."""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE amendment (
    id          uuid CONSTRAINT amendment_pkey PRIMARY KEY,
    procedure   text NOT NULL,
    version     integer NOT NULL,
    part        text NOT NULL,
    what        text NOT NULL,
    why         text NOT NULL,
    law         text,
    text        text,
    agency      text NOT NULL,
    by          text NOT NULL,
    at          timestamptz NOT NULL,
    state       text NOT NULL,
    for_version integer,
    revision    integer NOT NULL
);
COMMENT ON TABLE amendment IS
    'What an officer would have changed of a procedure; nothing of citizens stands in it.';
COMMENT ON COLUMN amendment.version IS 'The version in force when it was proposed.';
COMMENT ON COLUMN amendment.for_version IS 'The version that an accepted one is a note for.';
CREATE INDEX amendment_agency_idx ON amendment (agency, id);
CREATE INDEX amendment_procedure_idx ON amendment (procedure, id);

CREATE TABLE amendment_word (
    amendment uuid NOT NULL CONSTRAINT amendment_word_amendment_fkey REFERENCES amendment (id),
    number    integer NOT NULL,
    kind      text NOT NULL,
    at        timestamptz NOT NULL,
    by        text NOT NULL,
    text      text NOT NULL,
    CONSTRAINT amendment_word_pkey PRIMARY KEY (amendment, number)
);
COMMENT ON TABLE amendment_word IS
    'append-only: questions, answers, notes for the next version, reasons of refusal.';
"""


def upgrade() -> None:
    op.execute(_TABLES)
