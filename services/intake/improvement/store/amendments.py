"""Amendments in PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, literal, select

from kernel.schedule import in_vietnam
from services.intake.catalogue.store.tables import procedure_version
from services.intake.improvement.domain.amendment import (
    Amendment,
    AmendmentState,
    Part,
    Wish,
    Word,
    WordKind,
)
from services.intake.improvement.domain.reach import Reach
from services.intake.improvement.ports import AmendmentQuery
from services.intake.improvement.store.tables import amendment as table
from services.intake.improvement.store.tables import amendment_word as words

_C, _W = table.c, words.c


class PgAmendments:
    """The port `Amendments` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, amendment: Amendment) -> None:
        """Keep a new one."""
        self._tx.execute(table.insert().values(_row(amendment)))

    def find(self, amendment: UUID) -> Amendment | None:
        """Return one with all that was said about it."""
        return next(iter(self._read(select(table).where(_C.id == amendment))), None)

    def lock(self, amendment: UUID) -> Amendment | None:
        """Return one under a row lock."""
        wanted = select(table).where(_C.id == amendment).with_for_update()
        return next(iter(self._read(wanted)), None)

    def save(self, amendment: Amendment) -> None:
        """Keep what it became, and the last word said about it."""
        changed = {
            "state": amendment.state,
            "for_version": amendment.for_version,
            "revision": amendment.revision,
        }
        self._tx.execute(table.update().where(_C.id == amendment.id).values(changed))
        last = amendment.words[-1]
        row = {"kind": last.kind, "at": last.at, "by": last.by, "text": last.text}
        numbered = {"amendment": amendment.id, "number": len(amendment.words)}
        self._tx.execute(words.insert().values(row | numbered))

    def notes(self, procedure: str | None) -> Sequence[Amendment]:
        """Return the notes for versions not published yet, by procedure, oldest first."""
        published = select(literal(1)).select_from(procedure_version)
        published = published.where(
            procedure_version.c.code == _C.procedure,
            procedure_version.c.version == _C.for_version,
        )
        wanted = select(table).where(_C.for_version.is_not(None), ~published.exists())
        if procedure is not None:
            wanted = wanted.where(_C.procedure == procedure)
        return self._read(wanted.order_by(_C.procedure, _C.id))

    def page(self, query: AmendmentQuery, reach: Reach) -> Sequence[Amendment]:
        """Return a page of those within reach, newest first."""
        wanted = select(table).order_by(_C.id.desc()).limit(query.limit)
        if not reach.everywhere:
            wanted = wanted.where(_C.agency.in_(reach.agencies))
        for column, value in (
            (_C.procedure, query.procedure),
            (_C.state, query.state),
            (_C.agency, query.agency),
        ):
            wanted = wanted if value is None else wanted.where(column == value)
        if query.before is not None:
            wanted = wanted.where(_C.id < query.before)
        return self._read(wanted)

    def _read(self, wanted: Select[Any]) -> Sequence[Amendment]:
        rows = self._tx.execute(wanted).all()
        said = self._words([row.id for row in rows])
        return [_from_row(row, said.get(row.id, ())) for row in rows]

    def _words(self, amendments: Sequence[UUID]) -> Mapping[UUID, Sequence[Word]]:
        found: dict[UUID, list[Word]] = defaultdict(list)
        wanted = select(words).where(_W.amendment.in_(amendments))
        for row in self._tx.execute(wanted.order_by(_W.amendment, _W.number)):
            found[row.amendment].append(
                Word(kind=WordKind(row.kind), at=in_vietnam(row.at), by=row.by, text=row.text)
            )
        return found


def _row(amendment: Amendment) -> dict[str, Any]:
    wish = amendment.wish
    return {
        "id": amendment.id,
        "procedure": wish.procedure,
        "version": amendment.version,
        "part": wish.part,
        "what": wish.what,
        "why": wish.why,
        "law": wish.law,
        "text": wish.text,
        "agency": amendment.agency,
        "by": amendment.by,
        "at": amendment.at,
        "state": amendment.state,
        "for_version": amendment.for_version,
        "revision": amendment.revision,
    }


def _from_row(row: Row[Any], said: Sequence[Word]) -> Amendment:
    return Amendment(
        id=row.id,
        wish=Wish(
            procedure=row.procedure,
            part=Part(row.part),
            what=row.what,
            why=row.why,
            law=row.law,
            text=row.text,
        ),
        version=row.version,
        agency=row.agency,
        by=row.by,
        at=in_vietnam(row.at),
        state=AmendmentState(row.state),
        words=tuple(said),
        for_version=row.for_version,
        revision=row.revision,
    )
