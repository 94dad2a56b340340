"""Why people did something to a dossier, sealed, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from chassis.identifiers import new_id
from services.intake.registry.domain.reason import Reason, ReasonKind
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import dossier_reason as table

_COLUMN = table.c.sealed.name


class PgReasons:
    """The port `Reasons` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._texts = seals.texts(table.name)

    def add(self, code: str, reason: Reason) -> None:
        """Keep what somebody wrote, sealed."""
        place = new_id()
        self._tx.execute(
            table.insert().values(
                id=place,
                dossier=code,
                kind=reason.kind.value,
                at=reason.at,
                by=dict(reason.by),
                sealed=self._texts.seal(str(place), _COLUMN, reason.words),
            )
        )

    def of(self, code: str) -> Sequence[Reason]:
        """Return what was written, oldest first; raises `SealBrokenError`."""
        mine = select(table).where(table.c.dossier == code).order_by(table.c.at, table.c.id)
        return [
            Reason(
                kind=ReasonKind(row.kind),
                at=row.at,
                by=row.by,
                words=self._texts.open(str(row.id), _COLUMN, row.sealed),
            )
            for row in self._tx.execute(mine)
        ]
