"""Alerts for desks and heads in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from services.intake.registry.domain.desk_alert import AlertKind, Audience, DeskAlert, DeskWatch
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.store.tables import desk_alert as table

# An alert is over when the dossier no longer waits for what it was about, or somebody settled it.
_OPEN = text("""
    SELECT alert.dossier, alert.agency, alert.audience, alert.kind, alert.at
    FROM desk_alert AS alert JOIN dossier ON dossier.code = alert.dossier
    WHERE (alert.agency = ANY (:every)
           OR alert.agency = ANY (:ordinary) AND NOT dossier.confidential)
      AND (alert.audience = 'staff' OR alert.agency = ANY (:headed))
      AND alert.agency = dossier.receiving_agency
      AND CASE WHEN alert.kind IN ('staff-alert', 'head-alert')
               THEN (dossier.status = 1
                     OR (dossier.status = 5 AND dossier.sub_status = 'supplement-received'))
                    AND dossier.staff_alert_at <= alert.at
               WHEN alert.kind = 'apology'
               THEN dossier.status IN (2, 4) AND dossier.next_limit IS DISTINCT FROM 'apology'
                    AND dossier.apology_at IS NOT NULL
               WHEN alert.kind = 'message' THEN true
               ELSE dossier.status IN (2, 4) AND dossier.next_limit IS NULL
          END
      AND NOT EXISTS (
          SELECT FROM desk_alert_settled AS settled
          WHERE settled.dossier = alert.dossier AND settled.kind = alert.kind
            AND settled.until >= alert.at)
    ORDER BY alert.position DESC LIMIT :limit
""")


_SETTLE = text("""
    INSERT INTO desk_alert_settled (dossier, kind, until) VALUES (:dossier, :kind, :until)
    ON CONFLICT (dossier, kind) DO UPDATE SET until = excluded.until
    WHERE desk_alert_settled.until < excluded.until
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

    def settle(self, code: str, kind: str, until: datetime) -> None:
        """Take alerts of this kind up to an instant from the list."""
        self._tx.execute(_SETTLE, {"dossier": code, "kind": str(kind), "until": until})

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
                kind=_kind(row.kind),
                at=row.at,
            )
            for row in self._tx.execute(_OPEN, wanted)
        ]


def _kind(written: str) -> LimitKind | AlertKind:
    return LimitKind(written) if written in set(LimitKind) else AlertKind(written)
