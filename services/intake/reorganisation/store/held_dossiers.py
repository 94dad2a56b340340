"""The open dossiers under an agency, in PostgreSQL: found by the key of its readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, text

from chassis.outbox_batch import add_all
from contracts.events.agency import DossierMoved
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.readership import agency_key
from services.intake.registry.ports import Changed
from services.intake.registry.store.dossiers import PgDossiers
from services.intake.registry.store.rows import dossier_from
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import dossier as table
from services.intake.reorganisation.ports import Place

_PAGE = text("""
    SELECT filed_at, dossier FROM dossier_reader
    WHERE reader = :reader AND open
      AND (filed_at, dossier) > (CAST(:filed_at AS timestamptz), CAST(:code AS text))
    ORDER BY filed_at, dossier LIMIT :limit
""")
_COUNT = text("SELECT count(*) FROM dossier_reader WHERE reader = :reader AND open")
_LEAVE = text("""
    DELETE FROM dossier_reader AS reader USING dossier
    WHERE reader.reader = :reader AND reader.dossier = dossier.code
      AND reader.filed_at = dossier.filed_at AND dossier.code = ANY (:codes)
""")
_TASKS = text("""
    UPDATE desk_task SET agency = dossier.receiving_agency
    FROM dossier WHERE dossier.code = ANY (:codes) AND desk_task.dossier = dossier.code
      AND desk_task.agency = :agency
""")
# What the desk was told stays where it was told; the successor's is told the same.
_ALERTS = text("""
    INSERT INTO desk_alert (dossier, agency, audience, kind, at)
    SELECT alert.dossier, dossier.receiving_agency, alert.audience, alert.kind, alert.at
    FROM desk_alert AS alert JOIN dossier ON dossier.code = alert.dossier
    WHERE alert.dossier = ANY (:codes) AND alert.agency = :agency
      AND dossier.receiving_agency <> alert.agency
    ON CONFLICT DO NOTHING
""")
_BEGINNING = Place(filed_at=datetime.fromisoformat("1900-01-01T00:00:00+00:00"), code="")


class PgHeldDossiers:
    """The port `HeldDossiers` on one transaction; `now` is the time of the events said."""

    def __init__(self, tx: Connection, seals: DossierSeals, *, now: datetime) -> None:
        self._tx = tx
        self._seals = seals
        self._now = now

    def page(
        self, agency: str, after: Place | None, limit: int, *, lock: bool
    ) -> tuple[Sequence[Dossier], Place | None]:
        """Return the next dossiers and where that page ended."""
        on = after or _BEGINNING
        wanted = {"filed_at": on.filed_at, "code": on.code, "limit": limit}
        keys = self._tx.execute(_PAGE, wanted | {"reader": self._key(agency)}).all()
        if not keys:
            return (), None
        found = select(table).where(table.c.code.in_([key.dossier for key in keys]))
        if lock:
            found = found.with_for_update(skip_locked=True)
        dossiers = [
            dossier_from(row, self._seals)
            for row in self._tx.execute(found.order_by(table.c.filed_at, table.c.code))
        ]
        return dossiers, Place(filed_at=keys[-1].filed_at, code=keys[-1].dossier)

    def count(self, agency: str) -> int:
        """Return how many there are."""
        return int(self._tx.scalar(_COUNT, {"reader": self._key(agency)}) or 0)

    def move(self, changed: Sequence[Changed], said: Sequence[DossierMoved]) -> None:
        """Store moved dossiers with all that is found by their agency."""
        dossiers = PgDossiers(self._tx, self._seals)
        for one in changed:
            dossiers.save(one)
        for agency in {event.from_agency for event in said}:
            codes = [event.code for event in said if event.from_agency == agency]
            self._tx.execute(_LEAVE, {"reader": self._key(agency), "codes": codes})
            self._tx.execute(_TASKS, {"agency": agency, "codes": codes})
            self._tx.execute(_ALERTS, {"agency": agency, "codes": codes})
        add_all(self._tx, said, time=self._now)

    def _key(self, agency: str) -> str:
        return self._seals.reader(agency_key(agency))
