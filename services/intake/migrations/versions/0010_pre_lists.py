"""Lists of a million dossiers: what is open, names beside the reader, words, and name order."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from kernel.collation import person_key, sort_key

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE dossier_reader
    ADD COLUMN IF NOT EXISTS open boolean NOT NULL DEFAULT true,
    ADD COLUMN IF NOT EXISTS names text;
COMMENT ON COLUMN dossier_reader.open IS 'Something is still to come of the dossier.';
COMMENT ON COLUMN dossier_reader.names IS
    'Folded words of the names, each after a space; with agencies and ordinary dossiers alone.';
UPDATE dossier_reader AS reader
SET open = status NOT IN (3, 7, 8, 10),
    names = CASE WHEN reader LIKE 'agency:%' AND NOT confidential
                 THEN ' ' || left(replace(names_folded, E'\\n', ' '), 500) END
FROM dossier JOIN dossier_content AS content ON content.dossier = code
WHERE code = reader.dossier;

ALTER TABLE dossier_content ADD COLUMN IF NOT EXISTS name_key text COLLATE "C";
COMMENT ON COLUMN dossier_content.name_key IS
    'Where the applicant stands in a list by name (kernel.collation).';

CREATE OR REPLACE FUNCTION name_words(names text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(
        array_remove(string_to_array(replace(left(names, 500), E'\\n', ' '), ' '), ''))
$$;
COMMENT ON FUNCTION name_words(text) IS 'The words of folded names, as a search asks for them.';
"""
# Each is made beside the writers; a migration that was cut off begins anew. What the code before
# writes meanwhile has no names and no key: it is found all the same, and stands first by name.
_INDEXES = {
    # Reads in order what somebody finds, and tells by the names without looking the row up.
    "dossier_reader_order_idx": """
        UNIQUE INDEX {} ON dossier_reader (reader, filed_at, dossier) INCLUDE (names)""",
    "dossier_reader_open_idx": """
        INDEX {} ON dossier_reader (reader, filed_at, dossier) WHERE open""",
    # A short list of entries to come, or every search reads a long one first.
    "dossier_content_words_idx": """
        INDEX {} ON dossier_content USING gin (name_words(names_folded))
        WITH (fastupdate = on, gin_pending_list_limit = 256)""",
}
_SWAP_KEY = """
ALTER TABLE dossier_reader
    DROP CONSTRAINT dossier_reader_pkey,
    ADD CONSTRAINT dossier_reader_pkey PRIMARY KEY USING INDEX dossier_reader_order_idx
"""
_PORTION = 1000
_WITHOUT_KEY = text("""
    SELECT dossier, applicant ->> 'name' AS name, applicant ->> 'kind' AS kind
    FROM dossier_content WHERE name_key IS NULL LIMIT :portion
""")
_PUT_KEY = text("UPDATE dossier_content SET name_key = :key WHERE dossier = :dossier")


def upgrade() -> None:
    op.execute(_COLUMNS)
    connection = op.get_bind()
    while rows := connection.execute(_WITHOUT_KEY, {"portion": _PORTION}).all():
        keys = [
            {
                "dossier": row.dossier,
                "key": person_key(row.name) if row.kind == "citizen" else sort_key(row.name),
            }
            for row in rows
        ]
        connection.execute(_PUT_KEY, keys)
    with op.get_context().autocommit_block():
        for name, definition in _INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            kind, _, rest = definition.strip().partition("INDEX {}")
            op.execute(f"CREATE {kind}INDEX CONCURRENTLY {name}{rest}")
    op.execute(_SWAP_KEY)
