"""The read side of the catalogue: lists that skip the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from kernel.text import Text
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.procedure import DeliveryMode, FieldOfWork
from services.intake.catalogue.domain.search import ProcedureHit, ProcedureQuery
from services.intake.catalogue.store.tables import procedure_version


def find_hits(tx: Connection, query: ProcedureQuery, on: date) -> Sequence[ProcedureHit]:
    """Find a page of the procedures in force on a day that have every word asked for.

    Rank: those whose short name has all the words come before the others; within a rank they
    stand by their short names, in the order of the alphabet (`kernel.collation`).
    """
    v = procedure_version.c
    # The newest version begun by that day stands for its procedure, even when it has ended.
    latest = (
        select(*(column for column in v if column.name != "document"))
        .ext(distinct_on(v.code))
        .where(v.valid_from <= on)
        .order_by(v.code, v.version.desc())
        .subquery()
    )
    begun = latest.c
    in_short = and_(
        true(), *(begun.short_folded.contains(w, autoescape=True) for w in query.words)
    )
    rank = case((in_short, 0), else_=1)
    filters = [or_(begun.valid_to.is_(None), begun.valid_to >= on), *_wanted(begun, query)]
    key = func.coalesce(begun.short_key, "")
    if query.after is not None:
        code = literal(query.after.code)
        last = select(key).where(begun.code == code).correlate(None).scalar_subquery()
        position = tuple_(literal(query.after.rank), func.coalesce(last, ""), code)
        filters.append(tuple_(rank, key, begun.code) > position)
    statement = (
        select(latest, rank.label("rank"))
        .where(*filters)
        .order_by(rank, key, begun.code)
        .limit(query.limit)
    )
    return [_hit(row) for row in tx.execute(statement)]


def _wanted(
    begun: ReadOnlyColumnCollection[str, Any], query: ProcedureQuery
) -> Iterator[ColumnElement[bool]]:
    for word in query.words:
        yield begun.search_text.contains(word, autoescape=True)
    if query.field is not None:
        yield begun.field_code == query.field
    if query.kind is not None:
        yield begun.receiving_kinds.contains([query.kind])
    if query.level is not None:
        yield begun.legal_level == query.level


def _hit(row: Row[Any]) -> ProcedureHit:
    return ProcedureHit(
        rank=row.rank,
        code=row.code,
        version=row.version,
        name=Text(vi=row.name_vi, en=row.name_en),
        short_name=Text(vi=row.short_name_vi, en=row.short_name_en),
        field=FieldOfWork(code=row.field_code, name=row.field_name),
        tier=Tier(row.tier),
        legal_level=row.legal_level,
        delivery_mode=DeliveryMode(row.delivery_mode),
    )
