"""Each area erases what is its own, so that a later migration replaces that function alone."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Called by erase_dossier alone, which checks what may be erased and gives them the owner's
# rights: they are no SECURITY DEFINER, and nobody else may execute them.
_REGISTRY = """
DECLARE relied_on uuid;
BEGIN
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
    DELETE FROM dossier_version WHERE dossier = erased;
    DELETE FROM dossier_reason WHERE dossier = erased;
    UPDATE supplement_request
    SET items = '[]', reason = '', override_reason = NULL, note = NULL, missing = NULL
    WHERE dossier = erased;
    UPDATE filing_mark SET dossiers = array_remove(dossiers, erased)
    WHERE erased = ANY (dossiers);
    DELETE FROM filing_mark WHERE dossiers = '{}';
END
"""
_DELIVERY = """
BEGIN
    DELETE FROM result_correction WHERE dossier = erased;
    UPDATE hand_over
    SET capacity = NULL, document = NULL, signature = NULL,
        name = NULL, number = NULL, authority = NULL
    WHERE dossier = erased;
END
"""
_CORRESPONDENCE = """
BEGIN
    DELETE FROM message_mark WHERE dossier = erased;
    DELETE FROM dossier_message WHERE dossier = erased;
END
"""
_FORMS = """
BEGIN
    DELETE FROM form_print WHERE dossier = erased;
    UPDATE form_paper SET wrapped_key = NULL, facts = '', digest = '' WHERE dossier = erased;
END
"""
_TRACKING = """
BEGIN
    DELETE FROM tracking_code WHERE dossier = erased;
END
"""
_AREAS = {
    "registry": _REGISTRY,
    "delivery": _DELIVERY,
    "correspondence": _CORRESPONDENCE,
    "forms": _FORMS,
    "tracking": _TRACKING,
}

# A new area gets its function and a line here.
_DOSSIER = """
CREATE OR REPLACE FUNCTION erase_dossier(erased text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM dossier
    WHERE code = erased AND erased_at IS NOT NULL AND status IN (3, 7, 8, 10);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'dossier % is not to be erased', erased USING ERRCODE = '23514';
    END IF;
    PERFORM erase_registry(erased);
    PERFORM erase_delivery(erased);
    PERFORM erase_correspondence(erased);
    PERFORM erase_forms(erased);
    PERFORM erase_tracking(erased);
END $$;
"""


def upgrade() -> None:
    for area, body in _AREAS.items():
        op.execute(f"""
            CREATE OR REPLACE FUNCTION erase_{area}(erased text) RETURNS void
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $${body}$$;
            REVOKE EXECUTE ON FUNCTION erase_{area}(text) FROM PUBLIC;
        """)
    op.execute(_DOSSIER)
