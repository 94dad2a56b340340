"""The trail of each dossier is chained by hashes: its timeline at once, reads by a sealer."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SECURITY DEFINER: the run-time role may add to the trail, and cannot touch the heads.
_HEADS = """
CREATE TABLE trail_head (
    dossier text NOT NULL,
    chain   text NOT NULL CHECK (chain IN ('timeline', 'accesses')),
    number  integer NOT NULL,
    hash    bytea NOT NULL,
    CONSTRAINT trail_head_pkey PRIMARY KEY (dossier, chain)
) WITH (fillfactor = 70);
COMMENT ON TABLE trail_head IS
    'read-only: the last link of each chain; the owner''s triggers write it.';
"""

_TIMELINE = """
ALTER TABLE timeline_entry ADD COLUMN number integer, ADD COLUMN day date, ADD COLUMN hash bytea;

CREATE FUNCTION chain_timeline() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE content jsonb;
BEGIN
    NEW.day := (motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
    content := jsonb_build_array(
        NEW.position, (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.kind, NEW."by"::text,
        NEW.text_vi, NEW.text_en, NEW.data::text);
    INSERT INTO trail_head AS head (dossier, chain, number, hash)
    VALUES (NEW.dossier, 'timeline', 1, sha256(convert_to(
        (jsonb_build_array(NEW.dossier, 1, NEW.day) || content)::text, 'UTF8')))
    ON CONFLICT (dossier, chain) DO UPDATE
    SET number = head.number + 1,
        hash = sha256(head.hash || convert_to(
            (jsonb_build_array(NEW.dossier, head.number + 1, NEW.day) || content)::text, 'UTF8'))
    RETURNING head.number, head.hash INTO NEW.number, NEW.hash;
    RETURN NEW;
END $$;

-- What was there before gets its links now, in the order it was written.
CREATE TRIGGER timeline_entry_chain BEFORE UPDATE ON timeline_entry
    FOR EACH ROW EXECUTE FUNCTION chain_timeline();
DO $$
DECLARE place bigint;
BEGIN
    FOR place IN SELECT position FROM timeline_entry ORDER BY position LOOP
        UPDATE timeline_entry SET kind = kind WHERE position = place;
    END LOOP;
END $$;
DROP TRIGGER timeline_entry_chain ON timeline_entry;

ALTER TABLE timeline_entry
    ALTER COLUMN number SET NOT NULL,
    ALTER COLUMN day SET NOT NULL,
    ALTER COLUMN hash SET NOT NULL;
CREATE TRIGGER timeline_entry_chain BEFORE INSERT ON timeline_entry
    FOR EACH ROW EXECUTE FUNCTION chain_timeline();
DROP INDEX timeline_entry_dossier_idx;
CREATE UNIQUE INDEX timeline_entry_number_idx ON timeline_entry (dossier, number);
CREATE INDEX timeline_entry_day_idx ON timeline_entry USING brin (day);
COMMENT ON TABLE timeline_entry IS
    'append-only: what happened to each dossier, each row linked to the one before.';
"""

_ACCESSES = """
CREATE TABLE access_unsealed (
    entry bigint CONSTRAINT access_unsealed_pkey PRIMARY KEY
);
COMMENT ON TABLE access_unsealed IS 'Reads that the sealer has not linked yet.';

CREATE TABLE access_seal (
    entry   bigint CONSTRAINT access_seal_pkey PRIMARY KEY,
    dossier text NOT NULL,
    number  integer NOT NULL,
    day     date NOT NULL,
    hash    bytea NOT NULL
);
CREATE UNIQUE INDEX access_seal_number_idx ON access_seal (dossier, number);
CREATE INDEX access_seal_day_idx ON access_seal USING brin (day);
COMMENT ON TABLE access_seal IS
    'append-only: the place of each read in its dossier''s chain, given within a second.';

CREATE FUNCTION queue_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO access_unsealed (entry) VALUES (NEW.position);
    RETURN NULL;
END $$;
CREATE TRIGGER access_entry_queue AFTER INSERT ON access_entry
    FOR EACH ROW EXECUTE FUNCTION queue_access();

CREATE FUNCTION chain_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE read access_entry; content jsonb;
BEGIN
    SELECT * INTO STRICT read FROM access_entry WHERE position = NEW.entry;
    NEW.dossier := read.dossier;
    NEW.day := (motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
    content := jsonb_build_array(
        read.position, (extract(epoch FROM read.at) * 1000000)::bigint, read."by"::text,
        read.what);
    INSERT INTO trail_head AS head (dossier, chain, number, hash)
    VALUES (read.dossier, 'accesses', 1, sha256(convert_to(
        (jsonb_build_array(read.dossier, 1, NEW.day) || content)::text, 'UTF8')))
    ON CONFLICT (dossier, chain) DO UPDATE
    SET number = head.number + 1,
        hash = sha256(head.hash || convert_to(
            (jsonb_build_array(read.dossier, head.number + 1, NEW.day) || content)::text, 'UTF8'))
    RETURNING head.number, head.hash INTO NEW.number, NEW.hash;
    RETURN NEW;
END $$;
CREATE TRIGGER access_seal_chain BEFORE INSERT ON access_seal
    FOR EACH ROW EXECUTE FUNCTION chain_access();
INSERT INTO access_unsealed (entry) SELECT position FROM access_entry;
"""


def upgrade() -> None:
    for part in (_HEADS, _TIMELINE, _ACCESSES):
        op.execute(part)
