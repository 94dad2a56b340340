"""The open dossiers under an agency, in PostgreSQL: found by the key of its readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, select, text

from chassis.outbox_batch import add_all
from kernel.errors import StaleVersionError
from kernel.status import Status
from services.intake.catalogue.domain.resolution import ResolvedLeg
from services.intake.registry.domain.readership import agency_key
from services.intake.registry.store.rows import timeline_row
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import dossier as table
from services.intake.reorganisation.domain.moving import Held, Moved
from services.intake.reorganisation.ports import Place

_PAGE = text("""
    SELECT filed_at, dossier FROM dossier_reader
    WHERE reader = :reader AND open
      AND (filed_at, dossier) > (CAST(:filed_at AS timestamptz), CAST(:code AS text))
    ORDER BY filed_at, dossier LIMIT :limit
""")
_COUNT = text("SELECT count(*) FROM dossier_reader WHERE reader = :reader AND open")
_C = table.c
_HELD = (
    _C.code,
    _C.version,
    _C.procedure,
    _C.procedure_version,
    _C.area,
    _C.receiving_agency,
    _C.competent_agency,
    _C.legs,
)
_CLOSED = [int(status) for status in Status if status.final]
# The rows are locked: their trail is written after them, as by every other writer. Of the names a
# successor searches by, the old agency's row has them already where there are any.
_MOVE = """
    WITH moved AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(moved)s::jsonb) AS one (
            code text, version integer, receiving_agency text, competent_agency text, legs jsonb,
            reader text, at timestamptz, kind text, text_vi text, text_en text, data jsonb
        )
    ), changed AS (
        UPDATE dossier SET version = moved.version, legs = moved.legs,
            receiving_agency = moved.receiving_agency, competent_agency = moved.competent_agency
        FROM moved WHERE dossier.code = moved.code AND dossier.version = moved.version - 1
        RETURNING dossier.code, dossier.filed_at, moved.reader
    ), gone AS (
        DELETE FROM dossier_reader AS held USING changed
        WHERE held.reader = %(reader)s AND held.filed_at = changed.filed_at
            AND held.dossier = changed.code
        RETURNING changed.reader, held.filed_at, held.dossier, held.open, held.names
    ), come AS (
        INSERT INTO dossier_reader (reader, filed_at, dossier, open, names)
        SELECT reader, filed_at, dossier, open, names FROM gone ORDER BY filed_at, dossier
        ON CONFLICT (reader, filed_at, dossier) DO NOTHING
    ), told AS (
        INSERT INTO timeline_entry (dossier, at, kind, text_vi, text_en, data)
        SELECT code, at, kind, text_vi, text_en, data FROM moved JOIN changed USING (code)
        ORDER BY code
    )
    SELECT count(*) FROM changed
"""
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
    ) -> tuple[Sequence[Held], Place | None]:
        """Return the next dossiers and where that page ended."""
        on = after or _BEGINNING
        wanted = {"filed_at": on.filed_at, "code": on.code, "limit": limit}
        keys = self._tx.execute(_PAGE, wanted | {"reader": self._key(agency)}).all()
        if not keys:
            return (), None
        found: Select[Any] = select(*_HELD).where(_C.code.in_([key.dossier for key in keys]))
        if lock:
            # Read anew under the lock: somebody may have closed one since its key was read.
            found = found.where(_C.status.not_in(_CLOSED)).with_for_update(skip_locked=True)
        dossiers = [_held(row) for row in self._tx.execute(found.order_by(_C.filed_at, _C.code))]
        return dossiers, Place(filed_at=keys[-1].filed_at, code=keys[-1].dossier)

    def count(self, agency: str) -> int:
        """Return how many there are."""
        return int(self._tx.scalar(_COUNT, {"reader": self._key(agency)}) or 0)

    def move(self, agency: str, moved: Sequence[Moved]) -> None:
        """Store dossiers that leave an agency with all that is found by it, in few statements.

        They are locked by `page`; raises `StaleVersionError` where one changed all the same.
        """
        if not moved:
            return
        rows = orjson.dumps([self._row(one) for one in moved]).decode()
        written = self._tx.exec_driver_sql(_MOVE, {"moved": rows, "reader": self._key(agency)})
        if written.scalar_one() != len(moved):
            raise StaleVersionError
        about = {"agency": agency, "codes": [one.dossier.code for one in moved]}
        self._tx.execute(_TASKS, about)
        self._tx.execute(_ALERTS, about)
        add_all(self._tx, [one.event for one in moved], time=self._now)

    def _row(self, one: Moved) -> dict[str, Any]:
        dossier = one.dossier
        return {
            "code": dossier.code,
            "version": dossier.version,
            "receiving_agency": dossier.receiving_agency,
            "competent_agency": dossier.competent_agency,
            "legs": [{"leg": leg.leg, "agency": leg.agency} for leg in dossier.legs],
            "reader": self._key(one.event.to_agency),
            **timeline_row(one.line),
        }

    def _key(self, agency: str) -> str:
        return self._seals.reader(agency_key(agency))


def _held(row: Row[Any]) -> Held:
    return Held(
        code=row.code,
        version=row.version,
        procedure=row.procedure,
        procedure_version=row.procedure_version,
        area=row.area,
        receiving_agency=row.receiving_agency,
        competent_agency=row.competent_agency,
        legs=tuple(ResolvedLeg(**leg) for leg in row.legs),
    )
