"""A closed dossier whose time is over loses what identifies people, everywhere at once."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = """
ALTER TABLE dossier ADD COLUMN erased_at timestamptz;
COMMENT ON COLUMN dossier.erased_at IS 'Since then nothing in it identifies anybody.';
ALTER TABLE form_paper ALTER COLUMN wrapped_key DROP NOT NULL;
COMMENT ON COLUMN form_paper.wrapped_key IS
    'The key of the version, wrapped by the master key; none once the dossier is erased.';
"""

# SECURITY DEFINER: the run-time role may take nothing out of what is append-only, and this
# function does so for dossiers alone that are final (3, 7, 8, 10) and stored as erased.
_FUNCTION = """
CREATE FUNCTION erase_dossier(erased text) RETURNS void
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
    DELETE FROM message_mark WHERE dossier = erased;
    DELETE FROM dossier_message WHERE dossier = erased;
    UPDATE supplement_request
    SET items = '[]', reason = '', override_reason = NULL, note = NULL, missing = NULL
    WHERE dossier = erased;
    DELETE FROM form_print WHERE dossier = erased;
    UPDATE form_paper SET wrapped_key = NULL, facts = '', digest = '' WHERE dossier = erased;
END $$;
REVOKE EXECUTE ON FUNCTION erase_dossier(text) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_database()) THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION erase_dossier(text) TO %I', current_database());
    END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(_COLUMNS)
    op.execute(_FUNCTION)
