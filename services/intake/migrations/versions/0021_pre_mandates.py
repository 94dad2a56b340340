"""Who lets whom file for them; erasing the last dossier filed under a mandate takes it along."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE mandate (
    id         uuid CONSTRAINT mandate_pkey PRIMARY KEY,
    version    integer NOT NULL,
    principal  text NOT NULL,
    agent      text NOT NULL,
    procedures text[] NOT NULL,
    actions    text[] NOT NULL CHECK (
        actions <> '{}' AND actions <@ ARRAY['file', 'supplement', 'receive-result']
    ),
    agency     text,
    granted_at timestamptz NOT NULL,
    granted_by jsonb NOT NULL,
    expires_on date NOT NULL,
    ended_at   timestamptz,
    "end"      text CHECK ("end" IN ('principal', 'agent', 'desk')),
    sealed     text NOT NULL,
    CONSTRAINT mandate_ended_check CHECK (num_nulls(ended_at, "end") IN (0, 2))
);
COMMENT ON TABLE mandate IS
    'Who lets whom file for them: sides by blind index, names, numbers and paper sealed.';
CREATE INDEX mandate_agent_idx ON mandate (agent, granted_at);
CREATE INDEX mandate_principal_idx ON mandate (principal, granted_at);

ALTER TABLE dossier ADD COLUMN mandate uuid;
COMMENT ON COLUMN dossier.mandate IS 'Under which somebody filed it for another.';
ALTER TABLE dossier ADD CONSTRAINT dossier_mandate_fkey
    FOREIGN KEY (mandate) REFERENCES mandate (id) NOT VALID;
ALTER TABLE dossier VALIDATE CONSTRAINT dossier_mandate_fkey;
"""

# As in 0018, and the mandate: it goes with the last dossier filed under it, once it is over.
_FUNCTION = """
CREATE OR REPLACE FUNCTION erase_dossier(erased text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE relied_on uuid;
BEGIN
    PERFORM FROM dossier
    WHERE code = erased AND erased_at IS NOT NULL AND status IN (3, 7, 8, 10);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'dossier % is not to be erased', erased USING ERRCODE = '23514';
    END IF;
    SELECT mandate INTO relied_on FROM dossier WHERE code = erased;
    UPDATE dossier SET mandate = NULL, tracking_hash = sha256(uuid_send(gen_random_uuid()))
    WHERE code = erased;
    DELETE FROM mandate
    WHERE id = relied_on AND (ended_at IS NOT NULL OR expires_on < motcua_now()::date)
        AND NOT EXISTS (SELECT FROM dossier WHERE dossier.mandate = relied_on);
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
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS dossier_mandate_idx")
        op.execute("""
            CREATE INDEX CONCURRENTLY dossier_mandate_idx ON dossier (mandate)
            WHERE mandate IS NOT NULL
        """)
