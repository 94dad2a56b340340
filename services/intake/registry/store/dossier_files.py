"""The dossiers for reading: one file and its histories; rights stand in the query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    false,
    not_,
    or_,
    select,
)

from services.intake.registry.domain.ledger import ClockEntry
from services.intake.registry.domain.readership import Readership
from services.intake.registry.domain.timeline import TimelineEntry
from services.intake.registry.ports import (
    Access,
    DossierFile,
)
from services.intake.registry.store.reasons import PgReasons
from services.intake.registry.store.rows import (
    content_from,
    dossier_from,
    ledger_from,
    timeline_from,
)
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import (
    access_entry,
    clock_entry,
    dossier,
    dossier_content,
    dossier_paper,
    dossier_reader,
    timeline_entry,
)

_D = dossier.c
_C = dossier_content.c
_R = dossier_reader.c


class PgDossierFiles:
    """The port `DossierFiles` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals

    def get(self, code: str, reader: Readership) -> DossierFile | None:
        """Return the dossier when the reader may read it."""
        row = self._tx.execute(
            select(dossier, dossier_content)
            .join_from(dossier, dossier_content, _C.dossier == _D.code)
            .where(_D.code == code, _readable(self._stored(reader)))
        ).one_or_none()
        if row is None:
            return None
        papers = self._tx.execute(
            select(dossier_paper)
            .where(dossier_paper.c.dossier == code)
            .order_by(dossier_paper.c.place)
        )
        return DossierFile(
            dossier=dossier_from(row, self._seals),
            content=content_from(row, papers, self._seals),
            reasons=tuple(PgReasons(self._tx, self._seals).of(code)),
        )

    def timeline(self, code: str) -> Sequence[TimelineEntry]:
        """Return what happened to the dossier."""
        rows = self._tx.execute(
            select(timeline_entry)
            .where(timeline_entry.c.dossier == code)
            .order_by(timeline_entry.c.number)
        )
        return [timeline_from(row) for row in rows]

    def ledger(self, code: str) -> Sequence[ClockEntry]:
        """Return the ledger of the dossier's clock."""
        rows = self._tx.execute(
            select(clock_entry)
            .where(clock_entry.c.dossier == code)
            .order_by(clock_entry.c.position)
        )
        return [ledger_from(row) for row in rows]

    def accesses(self, code: str) -> Sequence[Access]:
        """Return who of the staff opened the dossier."""
        rows = self._tx.execute(
            select(access_entry)
            .where(access_entry.c.dossier == code)
            .order_by(access_entry.c.position)
        )
        return [Access(at=row.at, by=row.by, what=row.what) for row in rows]

    def _stored(self, reader: Readership) -> Readership:
        """Return the reader with its keys as they are stored."""
        seal = self._seals.reader
        return Readership(
            keys=tuple(map(seal, reader.keys)), ordinary=tuple(map(seal, reader.ordinary))
        )


class PgAccessLog:
    """The port `AccessLog` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, code: str, access: Access) -> None:
        """Record one reading."""
        self._tx.execute(
            access_entry.insert().values(
                dossier=code, at=access.at, by=dict(access.by), what=access.what
            )
        )


def _readable(reader: Readership) -> ColumnElement[bool]:
    """Ask whether the reader may find the dossier; the key's index answers it."""
    ordinary = and_(not_(_D.confidential), _has_key(reader.ordinary))
    return or_(_has_key(reader.keys), ordinary) if reader.ordinary else _has_key(reader.keys)


def _has_key(keys: Sequence[str]) -> ColumnElement[bool]:
    if not keys:
        return false()
    return exists().where(_R.reader.in_(keys), _R.filed_at == _D.filed_at, _R.dossier == _D.code)
