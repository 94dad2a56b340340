"""What the coverage counts, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.coverage import Announced, Door
from services.intake.catalogue.store.announced import not_taken_over
from services.intake.catalogue.store.tables import announced_procedure, procedure_version

_V = procedure_version.c
_A = announced_procedure.c


class PgCoverage:
    """The port `CoverageFacts` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def doors(self, on: date) -> Sequence[Door]:
        """Return the procedures in force, each with the first publication of its content's day.

        A later version that holds from the same day corrects the first: it is no later news.
        """
        first = func.min(_V.published_at).over(partition_by=(_V.code, _V.valid_from))
        latest = (
            select(_V.code, _V.field_name, _V.valid_from, _V.valid_to, first.label("published_at"))
            .ext(distinct_on(_V.code))
            .where(_V.valid_from <= on)
            .order_by(_V.code, _V.version.desc())
            .subquery()
        )
        ends = latest.c.valid_to
        rows = self._tx.execute(select(latest).where(or_(ends.is_(None), ends >= on)))
        return [
            Door(
                code=row.code,
                field=row.field_name,
                valid_from=row.valid_from,
                published_on=row.published_at and in_vietnam(row.published_at).date(),
            )
            for row in rows
        ]

    def announced(self, on: date) -> Sequence[Announced]:
        """Return what was announced and no published version stands for."""
        field = _A.document["field"].astext.label("field")
        review = (func.cardinality(_A.reviews) > 0).label("review")
        rows = self._tx.execute(select(_A.code, field, review).where(not_taken_over(on)))
        return [Announced(code=row.code, field=row.field, needs_review=row.review) for row in rows]
