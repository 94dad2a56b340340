"""To whom results were given; erasing a dossier takes that out of it too."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE hand_over (
    dossier     text CONSTRAINT hand_over_pkey PRIMARY KEY REFERENCES dossier (code),
    at          timestamptz NOT NULL,
    by          jsonb NOT NULL,
    method      text NOT NULL CHECK (method IN ('online', 'post', 'desk')),
    capacity    text CHECK (capacity IN ('party', 'authorised')),
    document    text CHECK (document IN ('id-card', 'e-identity', 'passport')),
    signature   text CHECK (signature IN ('paper', 'digital')),
    name        text,
    number      text,
    authority   text,
    fee_amount  bigint CHECK (fee_amount > 0),
    fee_receipt text,
    CONSTRAINT hand_over_receiver_check CHECK (
        num_nulls(capacity, document, signature, name, number) IN (0, 5)
        AND (capacity IS DISTINCT FROM 'authorised' OR authority IS NOT NULL)
    ),
    CONSTRAINT hand_over_fee_check CHECK (num_nulls(fee_amount, fee_receipt) IN (0, 2))
);
COMMENT ON TABLE hand_over IS
    'To whom a result was given, by which document and fee; name, number and paper are sealed.';
"""

# As in 0014, and who received the result.
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
END $$;
"""


def upgrade() -> None:
    op.execute(_TABLE)
    op.execute(_FUNCTION)
