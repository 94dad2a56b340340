"""The dossiers for reading: one file, lists by keyset, histories; rights stand in the query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    false,
    literal,
    not_,
    or_,
    select,
    tuple_,
)

from services.intake.registry.domain.ledger import ClockEntry
from services.intake.registry.domain.readership import Readership
from services.intake.registry.domain.timeline import TimelineEntry
from services.intake.registry.ports import (
    Access,
    DossierFile,
    DossierLine,
    DossierQuery,
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

    def page(self, query: DossierQuery, reader: Readership) -> Sequence[DossierLine]:
        """Return a page, newest first."""
        listed, filed_at, code = _listed(self._stored(reader))
        filters = list(_filters(query, self._seals))
        if query.after is not None:
            end = tuple_(literal(query.after.filed_at), literal(query.after.code))
            filters.append(tuple_(filed_at, code) < end)
        statement = (
            listed.where(*filters).order_by(filed_at.desc(), code.desc()).limit(query.limit)
        )
        return [_line(row, self._seals) for row in self._tx.execute(statement)]

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


def _listed(
    reader: Readership,
) -> tuple[Select[Any], ColumnElement[datetime], ColumnElement[str]]:
    """Return the list with the columns it is paged by.

    With one key, the common case, these are the key's index, which is then read in order.
    """
    listed = select(dossier, _C.applicant["name"].astext.label("applicant_name")).join_from(
        dossier, dossier_content, _C.dossier == _D.code
    )
    if len(reader.keys) + len(reader.ordinary) == 1:
        found = listed.join(dossier_reader, _R.dossier == _D.code)
        found = found.where(_R.reader == (*reader.keys, *reader.ordinary)[0])
        found = found.where(not_(_D.confidential)) if reader.ordinary else found
        return found, _R.filed_at, _R.dossier
    return listed.where(_readable(reader)), _D.filed_at, _D.code


def _filters(query: DossierQuery, seals: DossierSeals) -> Sequence[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if query.statuses:
        filters.append(_D.status.in_(query.statuses))
    if query.agency:
        filters.append(
            or_(_D.receiving_agency == query.agency, _D.competent_agency == query.agency)
        )
    if query.name:
        filters.append(
            and_(*(_C.names_folded.contains(word, autoescape=True) for word in query.name))
        )
    if query.identity:
        # The list itself may be joined with the readers; this asks for another row of them.
        about = dossier_reader.alias("about").c
        of_it = (about.dossier == _D.code, about.filed_at == _D.filed_at)
        filters.append(exists().where(about.reader == seals.reader(query.identity), *of_it))
    if query.phone:
        filters.append(_C.phone_index == seals.phone_index(query.phone))
    return filters


def _line(row: Row[Any], seals: DossierSeals) -> DossierLine:
    return DossierLine(dossier=dossier_from(row, seals), applicant=row.applicant_name)
