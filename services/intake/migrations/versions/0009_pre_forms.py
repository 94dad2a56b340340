"""Forms given out, version by version, and the books of the register."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PAPERS = """
CREATE TABLE form_paper (
    dossier text NOT NULL REFERENCES dossier (code),
    form text NOT NULL,
    version smallint NOT NULL,
    form_set text NOT NULL,
    acted_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    digest text NOT NULL,
    wrapped_key text NOT NULL,
    facts bytea NOT NULL,
    CONSTRAINT form_paper_pkey PRIMARY KEY (dossier, form, version)
);
COMMENT ON TABLE form_paper IS
    'Versions of forms: sealed with a key of their own, which the master key wraps.';

CREATE TABLE form_print (
    dossier text NOT NULL,
    form text NOT NULL,
    version smallint NOT NULL,
    language text NOT NULL,
    pdf bytea NOT NULL,
    CONSTRAINT form_print_pkey PRIMARY KEY (dossier, form, version, language),
    FOREIGN KEY (dossier, form, version) REFERENCES form_paper (dossier, form, version)
);
ALTER TABLE form_print ALTER COLUMN pdf SET STORAGE EXTERNAL;
COMMENT ON TABLE form_print IS
    'append-only: the bytes given out, sealed with the key of their version.';

CREATE TABLE form_issue (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier text NOT NULL,
    form text NOT NULL,
    version smallint NOT NULL,
    language text NOT NULL,
    at timestamptz NOT NULL,
    by jsonb NOT NULL,
    why text NOT NULL,
    FOREIGN KEY (dossier, form, version) REFERENCES form_paper (dossier, form, version)
);
CREATE INDEX form_issue_paper_idx ON form_issue (dossier, form, version);
COMMENT ON TABLE form_issue IS 'append-only: each time a form was given out, to whom and why.';
"""

_BOOKS = """
CREATE INDEX dossier_book_idx ON dossier (receiving_agency, accepted_at)
    WHERE accepted_at IS NOT NULL;

CREATE TABLE book_entry (
    agency text NOT NULL,
    year smallint NOT NULL,
    book text NOT NULL,
    number integer NOT NULL,
    dossier text NOT NULL REFERENCES dossier (code),
    accepted_at timestamptz NOT NULL,
    CONSTRAINT book_entry_pkey PRIMARY KEY (agency, year, book, number),
    CONSTRAINT book_entry_once UNIQUE (dossier, book)
);
CREATE INDEX book_entry_day_idx ON book_entry (agency, book, accepted_at);
COMMENT ON TABLE book_entry IS
    'append-only: numbers in the register, 1, 2, 3 … a year; book is a field''s code, or empty.';

CREATE TABLE register_issue (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    field text,
    format text NOT NULL,
    lines integer NOT NULL,
    at timestamptz NOT NULL,
    by jsonb NOT NULL
);
COMMENT ON TABLE register_issue IS 'append-only: each time a register was given out, and to whom.';
"""


def upgrade() -> None:
    for part in (_PAPERS, _BOOKS):
        op.execute(part)
