"""Alerts for desks and heads in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from services.intake.registry.domain.desk_alert import Audience, DeskAlert, DeskWatch
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.store.tables import desk_alert as table

# An alert is over when the dossier no longer waits for what it was about.
_OPEN = text("""
    SELECT alert.dossier, alert.agency, alert.audience, alert.kind, alert.at
    FROM desk_alert AS alert JOIN dossier ON dossier.code = alert.dossier
    WHERE (alert.agency = ANY (:every)
           OR alert.agency = ANY (:ordinary) AND NOT dossier.confidential)
      AND (alert.audience = 'staff' OR alert.agency = ANY (:headed))
      AND CASE WHEN alert.kind IN ('staff-alert', 'head-alert')
               THEN (dossier.status = 1
                     OR (dossier.status = 5 AND dossier.sub_status = 'supplement-received'))
                    AND dossier.staff_alert_at <= alert.at
               WHEN alert.kind = 'apology'
               THEN dossier.status IN (2, 4) AND dossier.next_limit IS DISTINCT FROM 'apology'
               ELSE dossier.status IN (2, 4) AND dossier.next_limit IS NULL
          END
    ORDER BY alert.position DESC LIMIT :limit
""")


class PgDeskAlerts:
    """The port `DeskAlerts` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, alert: DeskAlert) -> None:
        """Keep the alert, once."""
        row = {
            "dossier": alert.dossier,
            "agency": alert.agency,
            "audience": alert.audience.value,
            "kind": alert.kind.value,
            "at": alert.at,
        }
        self._tx.execute(insert(table).values(row).on_conflict_do_nothing())

    def of(self, watch: DeskWatch, *, limit: int) -> Sequence[DeskAlert]:
        """Return the open alerts that are watched for."""
        wanted = {
            "every": list(watch.every),
            "ordinary": list(watch.ordinary),
            "headed": list(watch.headed),
            "limit": limit,
        }
        return [
            DeskAlert(
                dossier=row.dossier,
                agency=row.agency,
                audience=Audience(row.audience),
                kind=LimitKind(row.kind),
                at=row.at,
            )
            for row in self._tx.execute(_OPEN, wanted)
        ]
