"""The receptions that were put right: found by dossier, and among the words on its clock."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = {
    "fact_corrected_idx": "(dossier, sequence) WHERE kind = 'corrected'",
    "fact_words_idx": """(dossier, sequence)
        WHERE kind IN ('supplement-requested', 'supplemented', 'paused', 'resumed', 'replanned',
                       'reopened', 'corrected')""",
    "fact_counted_idx": """(procedure, occurred_at)
        WHERE kind IN ('accepted', 'finished', 'withdrawn', 'stopped', 'rated', 'corrected')""",
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name, definition in _INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON fact {definition}")
        for name in ("fact_clock_idx", "fact_procedure_idx"):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
