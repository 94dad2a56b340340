"""Apologies, and whose head signs them: a case knows the agency that answers for its decision."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_COMPETENT = """
ALTER TABLE "case" ADD COLUMN competent_agency text;
COMMENT ON COLUMN "case".competent_agency IS
    'Whose head answers for the decision; without one, the agency of the last leg.';
"""

_APOLOGIES = """
CREATE TABLE apology (
    dossier         text CONSTRAINT apology_pkey PRIMARY KEY,
    state           text NOT NULL,
    version         integer NOT NULL,
    because         text NOT NULL,
    prepared_at     timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    proposed_due_at timestamptz NOT NULL,
    reason          text,
    new_due_at      timestamptz,
    written_by      text,
    written_at      timestamptz,
    signed_by       text,
    signed_at       timestamptz
);
COMMENT ON TABLE apology IS
    'The one apology of a dossier: prepared, written by an officer, signed by the head.';
"""

# Open cases get the timer at which theirs is prepared; who looks too early looks again.
_TIMERS = """
INSERT INTO timer (kind, subject, due_at, payload)
SELECT 'apology', dossier, due_at - interval '7 days', '{}' FROM "case"
WHERE status = 'open' AND due_at IS NOT NULL
ON CONFLICT (kind, subject) DO NOTHING;
"""


def upgrade() -> None:
    for part in (_COMPETENT, _APOLOGIES, _TIMERS):
        op.execute(part)
