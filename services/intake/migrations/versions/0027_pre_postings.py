"""Results given to the post: orders with a carrier, their states, and what came back."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE posting (
    id              uuid CONSTRAINT posting_pkey PRIMARY KEY,
    dossier         text NOT NULL REFERENCES dossier (code),
    number          integer NOT NULL,
    agency          text NOT NULL,
    posted_at       timestamptz NOT NULL,
    by              jsonb NOT NULL,
    recipient       text,
    fee_amount      bigint CHECK (fee_amount > 0),
    fee_receipt     text,
    state           text NOT NULL CHECK (state IN (
        'asked', 'ordered', 'collected', 'in-transit',
        'delivered', 'returned', 'lost', 'refused', 'unplaced')),
    tracking_number text,
    failures        integer NOT NULL,
    due_at          timestamptz,
    busy_until      timestamptz,
    CONSTRAINT posting_number_key UNIQUE (dossier, number),
    CONSTRAINT posting_fee_check CHECK (num_nulls(fee_amount, fee_receipt) IN (0, 2)),
    CONSTRAINT posting_due_check CHECK (
        (due_at IS NULL) = (state IN ('delivered', 'returned', 'lost', 'refused', 'unplaced')))
);
COMMENT ON TABLE posting IS
    'Results given to the post, each an order with a carrier; who gets it and where is sealed.';
-- One parcel at a time, whatever meets whatever.
CREATE UNIQUE INDEX posting_under_way_key ON posting (dossier) WHERE due_at IS NOT NULL;
CREATE INDEX posting_due_idx ON posting (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE posting_move (
    posting uuid NOT NULL REFERENCES posting (id),
    state   text NOT NULL,
    at      timestamptz NOT NULL,
    CONSTRAINT posting_move_pkey PRIMARY KEY (posting, state)
);
COMMENT ON TABLE posting_move IS 'append-only: when we learnt how far a parcel was.';

ALTER TABLE desk_task DROP CONSTRAINT desk_task_kind_check;
ALTER TABLE desk_task ADD CONSTRAINT desk_task_kind_check
    CHECK (kind IN ('message', 'call', 'parcel')) NOT VALID;
ALTER TABLE desk_task VALIDATE CONSTRAINT desk_task_kind_check;
"""

# As in 0023, and where results were sent; a carrier shows an address to whoever has the number.
_FUNCTION = """
CREATE OR REPLACE FUNCTION erase_delivery(erased text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM result_correction WHERE dossier = erased;
    UPDATE hand_over
    SET capacity = NULL, document = NULL, signature = NULL,
        name = NULL, number = NULL, authority = NULL
    WHERE dossier = erased;
    UPDATE posting SET recipient = NULL, tracking_number = NULL WHERE dossier = erased;
END $$;
"""


def upgrade() -> None:
    op.execute(_TABLES)
    op.execute(_FUNCTION)
