"""Who answers for the work on dossiers, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

# As `work.domain.withdrawing` has it of one case: who holds the newest open task, and of a case
# that is over who signed. Of several cases of a dossier the one with the highest number counts.
_HOLDERS = text("""
    SELECT newest.dossier, CASE WHEN newest.status = 'open' THEN held.assignee
                                ELSE nullif(newest.decision_officer, '') END AS account
    FROM (
        SELECT DISTINCT ON (dossier) id, dossier, status, decision_officer FROM "case"
        WHERE dossier = ANY (:dossiers) ORDER BY dossier, number DESC
    ) AS newest
    LEFT JOIN LATERAL (
        SELECT assignee FROM step
        WHERE step.case_id = newest.id AND step.status <> 'ended' AND assignee IS NOT NULL
        ORDER BY started_at DESC LIMIT 1
    ) AS held ON true
""").bindparams(bindparam("dossiers", type_=ARRAY(TEXT)))


class PgHolders:
    """What the service tells others of who is in charge; the transaction may be read-only."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of(self, dossiers: Sequence[str]) -> Mapping[str, str]:
        """Return accounts by dossier, of those that somebody is in charge of."""
        if not dossiers:
            return {}
        found = self._tx.execute(_HOLDERS, {"dossiers": list(dossiers)}).all()
        return {row.dossier: row.account for row in found if row.account is not None}
