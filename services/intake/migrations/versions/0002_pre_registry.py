"""The registry: dossiers, what they hold, their ledger and timeline; ratings."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DOSSIERS = """
CREATE TABLE dossier_counter (
    agency text NOT NULL,
    day date NOT NULL,
    last integer NOT NULL CHECK (last > 0),
    PRIMARY KEY (agency, day)
);
COMMENT ON TABLE dossier_counter IS
    'The last number given per receiving agency and local day; its row lock makes them dense.';

CREATE TABLE dossier (
    code text PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    status smallint NOT NULL CHECK (status BETWEEN 1 AND 10),
    sub_status text,
    procedure text NOT NULL,
    procedure_version integer NOT NULL,
    "case" text,
    channel text NOT NULL,
    receiving_agency text NOT NULL,
    competent_agency text NOT NULL,
    legs jsonb NOT NULL,
    area text,
    owner text,
    parties text[] NOT NULL,
    language text NOT NULL,
    filed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    accepted_at timestamptz,
    term text,
    due_at timestamptz,
    due_provisional boolean NOT NULL,
    refused_at timestamptz,
    refusal_reason text,
    finished_at timestamptz,
    outcome text,
    result_number text,
    timeliness text,
    handed_over_at timestamptz,
    handed_over_by text,
    tracking_hash bytea NOT NULL
) WITH (fillfactor = 80);
COMMENT ON TABLE dossier IS 'Where each dossier stands.';

CREATE TABLE dossier_content (
    dossier text PRIMARY KEY REFERENCES dossier (code),
    applicant jsonb NOT NULL,
    on_behalf_of jsonb,
    form jsonb NOT NULL,
    fee jsonb NOT NULL,
    delivery jsonb NOT NULL,
    names_folded text NOT NULL,
    phone text
);
CREATE INDEX dossier_content_phone_idx ON dossier_content (phone) WHERE phone IS NOT NULL;
COMMENT ON TABLE dossier_content IS 'What was filed: people, form, fee, way of delivery.';

CREATE TABLE dossier_paper (
    dossier text NOT NULL REFERENCES dossier (code),
    place smallint NOT NULL,
    paper text NOT NULL,
    source text NOT NULL,
    originals smallint NOT NULL CHECK (originals >= 0),
    copies smallint NOT NULL CHECK (copies >= 0),
    PRIMARY KEY (dossier, place),
    UNIQUE (dossier, paper)
);
COMMENT ON TABLE dossier_paper IS 'The papers of each dossier, in the order of the filing.';

CREATE TABLE dossier_reader (
    reader text NOT NULL,
    filed_at timestamptz NOT NULL,
    dossier text NOT NULL REFERENCES dossier (code),
    PRIMARY KEY (reader, filed_at, dossier)
);
COMMENT ON TABLE dossier_reader IS
    'Who finds a dossier: its owner''s account, the identities it is about, its agencies.';
"""

_HISTORY = """
CREATE TABLE timeline_entry (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossier (code),
    at timestamptz NOT NULL,
    kind text NOT NULL,
    by jsonb,
    text_vi text NOT NULL,
    text_en text NOT NULL,
    data jsonb NOT NULL
);
CREATE INDEX timeline_entry_dossier_idx ON timeline_entry (dossier, position);
COMMENT ON TABLE timeline_entry IS 'append-only: what happened to each dossier.';

CREATE TABLE clock_entry (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossier (code),
    at timestamptz NOT NULL,
    rule text NOT NULL,
    ground text NOT NULL,
    text_vi text NOT NULL,
    text_en text NOT NULL,
    old_due_at timestamptz,
    new_due_at timestamptz,
    provisional boolean NOT NULL,
    by jsonb,
    moves jsonb NOT NULL
);
CREATE INDEX clock_entry_dossier_idx ON clock_entry (dossier, position);
COMMENT ON TABLE clock_entry IS
    'append-only: every change of a dossier''s dates with its rule and ground.';

CREATE TABLE access_entry (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dossier text NOT NULL REFERENCES dossier (code),
    at timestamptz NOT NULL,
    by jsonb NOT NULL,
    what text NOT NULL
);
CREATE INDEX access_entry_dossier_idx ON access_entry (dossier, position);
COMMENT ON TABLE access_entry IS 'append-only: who of the staff opened which dossier, and when.';

CREATE TABLE contact_key (
    key_id uuid PRIMARY KEY,
    dossier text NOT NULL UNIQUE REFERENCES dossier (code),
    wrapped text NOT NULL
);
COMMENT ON TABLE contact_key IS
    'The key of each dossier''s sealed contact, wrapped by the master key; erasure deletes it.';

CREATE TABLE dossier_rating (
    dossier text PRIMARY KEY REFERENCES dossier (code),
    overall smallint NOT NULL CHECK (overall BETWEEN 1 AND 3),
    quality smallint CHECK (quality BETWEEN 1 AND 3),
    "time" smallint CHECK ("time" BETWEEN 1 AND 3),
    cost smallint CHECK (cost BETWEEN 1 AND 3),
    channel text NOT NULL,
    rated_at timestamptz NOT NULL
);
COMMENT ON TABLE dossier_rating IS 'append-only: what owners said of their dossiers, once each.';
"""


def upgrade() -> None:
    for part in (_DOSSIERS, _HISTORY):
        op.execute(part)
