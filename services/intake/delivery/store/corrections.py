"""Why results were taken back, in PostgreSQL; the words are sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import Column, Connection, DateTime, MetaData, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.crypto import KeyRing
from kernel.schedule import in_vietnam
from services.intake.registry.domain.reopening import Cause, Correction
from services.intake.registry.store.sealed_texts import SealedColumns, SealedTexts

_table = Table(
    "result_correction",
    MetaData(),
    Column("id", Uuid(), primary_key=True),
    Column("dossier", Text),
    Column("at", DateTime(timezone=True)),
    Column("by", JSONB),
    Column("cause", Text),
    Column("reason", Text),
)


class PgCorrections:
    """The port `Corrections` on one transaction."""

    def __init__(self, tx: Connection, ring: KeyRing, new_id: Callable[[], UUID]) -> None:
        self._tx = tx
        self._seals = SealedTexts(ring, _table.name)
        self._new_id = new_id

    def add(self, code: str, correction: Correction) -> None:
        """Keep why a result was taken back."""
        id_ = self._new_id()
        self._tx.execute(
            _table.insert().values(
                id=id_,
                dossier=code,
                at=correction.at,
                by=dict(correction.by),
                cause=correction.cause.value,
                reason=self._seals.seal(str(id_), "reason", correction.reason),
            )
        )

    def of(self, code: str) -> Sequence[Correction]:
        """Return the corrections of a dossier, oldest first."""
        wanted = select(_table).where(_table.c.dossier == code).order_by(_table.c.id)
        return [
            Correction(
                at=in_vietnam(row.at),
                by=row.by,
                cause=Cause(row.cause),
                reason=self._seals.open(str(row.id), "reason", row.reason),
            )
            for row in self._tx.execute(wanted)
        ]


def sealed_corrections(ring: KeyRing) -> SealedColumns:
    """Return what the rotation of the master key has to do here."""
    return SealedColumns(ring, table=_table.name, key="id", columns=("reason",))
