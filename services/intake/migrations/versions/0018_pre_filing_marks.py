"""What was filed lately, by a keyed digest of the matter; erasing a dossier takes it out of it."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# One row a matter: its lock is what two at once meet at. No index on the instant: the rows are
# those of some weeks, read whole once an hour, and a filing pays for every index.
_TABLE = """
CREATE TABLE filing_mark (
    digest   text CONSTRAINT filing_mark_pkey PRIMARY KEY,
    dossiers text[] NOT NULL,
    filed_at timestamptz NOT NULL
) WITH (fillfactor = 90);
COMMENT ON TABLE filing_mark IS
    'Keyed digests of what was filed in the last weeks, with the codes, newest first.';
"""

# As in 0016, and the mark.
_FUNCTION = """
CREATE OR REPLACE FUNCTION erase_dossier(erased text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM dossier
    WHERE code = erased AND erased_at IS NOT NULL AND status IN (3, 7, 8, 10);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'dossier % is not to be erased', erased USING ERRCODE = '23514';
    END IF;
    UPDATE dossier SET tracking_hash = sha256(uuid_send(gen_random_uuid())) WHERE code = erased;
    UPDATE dossier_content
    SET applicant = jsonb_build_object('kind', applicant ->> 'kind', 'name', '(đã xóa)'),
        on_behalf_of = NULL, form = '{}',
        delivery = jsonb_build_object('method', delivery ->> 'method'),
        names_folded = '', name_key = '', phone_index = NULL, email_index = NULL
    WHERE dossier = erased;
    DELETE FROM dossier_reader WHERE dossier = erased AND reader NOT LIKE 'agency:%';
    UPDATE dossier_reader SET names = NULL WHERE dossier = erased;
    DELETE FROM contact_key WHERE dossier = erased;
    DELETE FROM tracking_code WHERE dossier = erased;
    DELETE FROM dossier_version WHERE dossier = erased;
    DELETE FROM dossier_reason WHERE dossier = erased;
    DELETE FROM result_correction WHERE dossier = erased;
    UPDATE hand_over
    SET capacity = NULL, document = NULL, signature = NULL,
        name = NULL, number = NULL, authority = NULL
    WHERE dossier = erased;
    DELETE FROM message_mark WHERE dossier = erased;
    DELETE FROM dossier_message WHERE dossier = erased;
    UPDATE supplement_request
    SET items = '[]', reason = '', override_reason = NULL, note = NULL, missing = NULL
    WHERE dossier = erased;
    DELETE FROM form_print WHERE dossier = erased;
    UPDATE form_paper SET wrapped_key = NULL, facts = '', digest = '' WHERE dossier = erased;
    UPDATE filing_mark SET dossiers = array_remove(dossiers, erased)
    WHERE erased = ANY (dossiers);
    DELETE FROM filing_mark WHERE dossiers = '{}';
END $$;
"""


def upgrade() -> None:
    op.execute(_TABLE)
    op.execute(_FUNCTION)
