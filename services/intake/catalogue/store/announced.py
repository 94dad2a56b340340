"""Announced procedures in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, any_, exists, func, literal, not_, select
from sqlalchemy.dialects.postgresql import insert

from services.intake.catalogue.domain.announced import AnnouncedProcedure
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.ports import (
    AnnouncedVersion,
    KnownEntry,
    NewEntry,
    ReviewItem,
    ReviewQuery,
)
from services.intake.catalogue.store.locks import lock_publishers
from services.intake.catalogue.store.tables import (
    announced_procedure,
    catalogue_import,
    procedure_version,
)

_A = announced_procedure.c
_V = procedure_version.c


def not_taken_over(on: date) -> ColumnElement[bool]:
    """Tell of an announced procedure whether no published version has begun by that day."""
    return not_(exists().where(_V.code == _A.code, _V.valid_from <= on))


class PgAnnounced:
    """The ports `AnnouncedProcedures` and `Reviews` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def known(self) -> Mapping[str, KnownEntry]:
        """Return every entry by code; the lock lasts as long as the transaction."""
        lock_publishers(self._tx, "announced")
        rows = self._tx.execute(select(_A.code, _A.digest, _A.name))
        return {row.code: KnownEntry(digest=row.digest, name=row.name) for row in rows}

    def put(self, entries: Sequence[NewEntry], *, at: datetime) -> None:
        """Enter procedures or what their records say now."""
        if not entries:
            return
        made = insert(announced_procedure).values([_row(entry, at) for entry in entries])
        kept = {
            column.name: made.excluded[column.name]
            for column in _A
            if column.name not in ("code", "first_seen")
        }
        self._tx.execute(made.on_conflict_do_update(index_elements=["code"], set_=kept))

    def note_import(self, *, at: datetime, new: int, changed: int) -> None:
        """Write down that an import changed something."""
        self._tx.execute(catalogue_import.insert().values(at=at, new=new, changed=changed))

    def get(self, code: str, on: date) -> AnnouncedVersion | None:
        """Return the procedure unless a published version stands for it on that day."""
        asked = select(_A.document, _A.digest).where(_A.code == code, not_taken_over(on))
        row = self._tx.execute(asked).one_or_none()
        if row is None:
            return None
        return AnnouncedVersion(
            digest=row.digest, procedure=AnnouncedProcedure.from_document(row.document)
        )

    def page(self, query: ReviewQuery, on: date) -> Sequence[ReviewItem]:
        """Return up to `query.limit` procedures that need review, by code."""
        asked = select(_A.document, _A.first_seen, _A.changed_at).where(
            func.cardinality(_A.reviews) > 0, _A.code > query.after, not_taken_over(on)
        )
        if query.review is not None:
            asked = asked.where(literal(query.review.value, String) == any_(_A.reviews))
        rows = self._tx.execute(asked.order_by(_A.code).limit(query.limit))
        return [
            ReviewItem(
                procedure=AnnouncedProcedure.from_document(row.document),
                first_seen=row.first_seen,
                changed_at=row.changed_at,
            )
            for row in rows
        ]

    def counts(self, on: date) -> Mapping[Review, int]:
        """Return how many procedures wait for each reason."""
        reason = func.unnest(_A.reviews).label("reason")
        each = select(reason).where(not_taken_over(on)).subquery()
        rows = self._tx.execute(select(each.c.reason, func.count()).group_by(each.c.reason))
        found = {row[0]: row[1] for row in rows}
        return {review: found[review.value] for review in Review if review.value in found}


def _row(entry: NewEntry, at: datetime) -> dict[str, Any]:
    return {
        "code": entry.procedure.code,
        "name": entry.procedure.name,
        "digest": entry.digest,
        "reviews": [review.value for review in entry.procedure.reviews],
        "document": entry.document,
        "first_seen": at,
        "changed_at": at,
    }
