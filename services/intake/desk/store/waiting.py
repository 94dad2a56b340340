"""How much waits at a desk in PostgreSQL, every kind in one statement.

Each kind is read from the index that its list walks, so that a count reads what waits and nothing
of what is done. A thread is unread where an alert of it is younger than what was settled last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from kernel.schedule import in_vietnam
from services.intake.desk.domain.morning import MorningKind, Waiting

WAITING: Final = """
    WITH owed AS (
        SELECT coalesce(supplemented_at, received_at) AS came_at, head_alert_at FROM dossier
        WHERE receiving_agency = :agency AND status = 1 AND staff_alert_at <= :now
        UNION ALL
        SELECT coalesce(supplemented_at, received_at), head_alert_at FROM dossier
        WHERE receiving_agency = :agency AND status = 5 AND sub_status = 'supplement-received'
            AND staff_alert_at <= :now
    ), unread AS (
        SELECT (
            SELECT min(alert.at) FROM desk_alert AS alert
            WHERE alert.dossier = task.dossier AND alert.kind = 'message'
                AND alert.agency = task.agency
                AND alert.at > coalesce((
                    SELECT until FROM desk_alert_settled
                    WHERE dossier = task.dossier AND kind = 'message'), '-infinity')
        ) AS since
        FROM desk_task AS task WHERE task.agency = :agency AND task.kind = 'message'
    ), waiting AS (
        SELECT kind, since FROM desk_task
        WHERE agency = :agency AND kind IN ('call', 'parcel', 'proposal')
        UNION ALL
        SELECT 'message', since FROM unread
        UNION ALL
        SELECT 'answer', came_at FROM owed
        UNION ALL
        SELECT 'answer-late', head_alert_at FROM owed WHERE head_alert_at <= :now
    )
    SELECT kind, count(since) AS waiting, min(since) AS oldest_at FROM waiting
    GROUP BY kind HAVING count(since) > 0
"""


class PgDeskWork:
    """The port `DeskWork` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of(self, agency: str, now: datetime) -> Sequence[Waiting]:
        """Return what waits at a desk, in the order in which it is told."""
        rows = self._tx.execute(text(WAITING), {"agency": agency, "now": now})
        found = {
            kind: Waiting(kind=kind, count=row.waiting, oldest_at=in_vietnam(row.oldest_at))
            for row in rows
            for kind in [MorningKind(row.kind)]
        }
        return [found[kind] for kind in MorningKind if kind in found]
