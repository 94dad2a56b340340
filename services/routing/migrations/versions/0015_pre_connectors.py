"""Steps that specialised systems do: how it stands with the enquiry, and what is on its way."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STEP = """
ALTER TABLE step
    ADD COLUMN enquiry text,
    ADD COLUMN enquiry_attempt smallint,
    ADD COLUMN enquiry_until timestamptz;
COMMENT ON COLUMN step.enquiry IS
    'Of a connector: asked, answered, refused, silent or taken-over; NULL for all other steps.';
"""

_DELIVERY = """
CREATE TABLE enquiry_delivery (
    reference uuid NOT NULL,
    system    text NOT NULL,
    document  jsonb NOT NULL,
    until     timestamptz NOT NULL,
    tries     integer NOT NULL,
    due_at    timestamptz NOT NULL,
    CONSTRAINT enquiry_delivery_pkey PRIMARY KEY (reference)
);
CREATE INDEX enquiry_delivery_due_at_idx ON enquiry_delivery (due_at);
COMMENT ON TABLE enquiry_delivery IS
    'Enquiries still to be handed to a system outside: codes and numbers of papers, no people.';
"""


def upgrade() -> None:
    for part in (_STEP, _DELIVERY):
        op.execute(part)
