"""Whole cases for people: which of them somebody may know of stands in the query."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from services.routing.process.store.procedures import PgProcedures
from services.routing.work.domain.reading import CaseView, StepEvent
from services.routing.work.domain.scope import Sight
from services.routing.work.store.queries import PgTasks

# The last case of the dossier alone counts: who had to do with an earlier one has no business
# with it any more.
SEEN = text("""
    WITH RECURSIVE reach AS (
        SELECT unnest(CAST(:above AS text[])) AS code
        UNION SELECT agency.code FROM agency JOIN reach ON agency.parent = reach.code
    ), last AS (
        SELECT id, receiving_agency, competent_agency, NOT EXISTS (
            SELECT FROM procedure_version kept
            WHERE kept.code = procedure AND kept.version = procedure_version AND kept.confidential
        ) AS ordinary
        FROM "case" WHERE dossier = :dossier ORDER BY number DESC LIMIT 1
    ), part AS (
        SELECT receiving_agency AS agency FROM last
        UNION SELECT competent_agency FROM last
        UNION SELECT leg.agency FROM leg JOIN last ON leg.case_id = last.id
    )
    SELECT FROM last, part WHERE agency = ANY (CAST(:whole AS text[]))
        OR (ordinary AND agency = ANY (CAST(:ordinary AS text[])))
        OR (ordinary AND agency IN (SELECT code FROM reach))
    LIMIT 1
""")

_DONE = text("""
    SELECT step_id, action, officer, step_event.at, taker
    FROM step_event JOIN step ON step.id = step_id
    WHERE step.case_id = :case ORDER BY step_event.id
""")


class PgSeenCases:
    """The port `SeenCases` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection, procedures: PgProcedures) -> None:
        self._tx = tx
        self._procedures = procedures

    def seen(self, dossier: str, sight: Sight) -> CaseView | None:
        """Return the last case of a dossier where it is in sight."""
        asked = {
            "dossier": dossier,
            "above": sorted(sight.above),
            "whole": [scope.agency for scope in sight.scopes if not scope.ordinary],
            "ordinary": [scope.agency for scope in sight.scopes if scope.ordinary],
        }
        if self._tx.execute(SEEN, asked).first() is None:
            return None
        return PgTasks(self._tx, self._procedures).case(dossier)

    def events(self, case: UUID) -> Sequence[StepEvent]:
        """Return what was done with the steps of a case, oldest first."""
        return [
            StepEvent(
                task=row.step_id,
                action=row.action,
                officer=row.officer,
                at=row.at,
                taker=row.taker,
            )
            for row in self._tx.execute(_DONE, {"case": case})
        ]
