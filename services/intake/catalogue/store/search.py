"""The public search over what PostgreSQL holds.

Entries are ranked in the process (`domain.search_index`): the whole catalogue is a few thousand
names. What is kept is made anew when the catalogue's state or the day is another; its tables are
append-only, so that the numbers of their rows tell one state from all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.kept import Kept
from kernel.text import Text
from services.intake.catalogue.domain.agency import Tier
from services.intake.catalogue.domain.announced import AnnouncedProcedure
from services.intake.catalogue.domain.procedure import DeliveryMode
from services.intake.catalogue.domain.search import (
    ListedField,
    ListedProcedure,
    ProcedureHit,
    ProcedureQuery,
    SearchedCatalogue,
)
from services.intake.catalogue.domain.search_wording import SearchWording
from services.intake.catalogue.store.announced import not_taken_over
from services.intake.catalogue.store.tables import (
    announced_procedure,
    catalogue_import,
    procedure_version,
    search_wording,
)

State = tuple[int, int, int]
"""How many versions of procedures and of the wording there are, and how many imports."""

_KEYWORDS = procedure_version.c.document["card"]["keywords"]
_STATE = select(
    select(func.count()).select_from(procedure_version).scalar_subquery(),
    select(func.count()).select_from(search_wording).scalar_subquery(),
    select(func.count()).select_from(catalogue_import).scalar_subquery(),
)


class KeptCatalogues(Kept[tuple[State, date], SearchedCatalogue]):
    """The catalogues of the last days and states searched in, for the threads of a process."""

    def __init__(self) -> None:
        super().__init__(limit=2)


class PgSearch:
    """The port `ProcedureSearch` on one transaction; `kept` may be shared by all of a process."""

    def __init__(self, tx: Connection, kept: KeptCatalogues | None = None) -> None:
        self._tx = tx
        self._kept = KeptCatalogues() if kept is None else kept

    def find(self, query: ProcedureQuery, on: date) -> Sequence[ProcedureHit]:
        """Return the hits of a page, best first."""
        # Read before what it stands for: entries newer than their state are only read again.
        versions, wordings, imports = self._tx.execute(_STATE).one()
        key = ((versions, wordings, imports), on)
        catalogue = self._kept.get(key, lambda: self._catalogue(on))
        return catalogue.find(query)

    def _catalogue(self, on: date) -> SearchedCatalogue:
        here = tuple(self._listed(on))
        newest = select(search_wording.c.document).order_by(search_wording.c.version.desc())
        wording = self._tx.execute(newest.limit(1)).scalar()
        return SearchedCatalogue(
            (*here, *self._announced(on, {item.field.name: item.field.code for item in here})),
            SearchWording() if wording is None else SearchWording.from_document(wording),
        )

    def _listed(self, on: date) -> Iterator[ListedProcedure]:
        v = procedure_version.c
        columns = [column for column in v if column.name != "document"]
        # The newest version begun by that day stands for its procedure, even when it has ended.
        latest = (
            select(*columns, _KEYWORDS.label("keywords"))
            .ext(distinct_on(v.code))
            .where(v.valid_from <= on)
            .order_by(v.code, v.version.desc())
            .subquery()
        )
        ends = latest.c.valid_to
        yield from map(
            _from_row, self._tx.execute(select(latest).where(or_(ends.is_(None), ends >= on)))
        )

    def _announced(self, on: date, fields: Mapping[str, str | None]) -> Iterator[ListedProcedure]:
        rows = self._tx.execute(select(announced_procedure.c.document).where(not_taken_over(on)))
        for row in rows:
            procedure = AnnouncedProcedure.from_document(row.document)
            yield ListedProcedure.announced(procedure, fields)


def _from_row(row: Row[Any]) -> ListedProcedure:
    return ListedProcedure(
        code=row.code,
        version=row.version,
        name=Text(vi=row.name_vi, en=row.name_en),
        short_name=Text(vi=row.short_name_vi, en=row.short_name_en),
        field=ListedField(code=row.field_code, name=row.field_name),
        tier=Tier(row.tier),
        legal_level=row.legal_level,
        delivery_mode=DeliveryMode(row.delivery_mode),
        receiving_kinds=tuple(row.receiving_kinds),
        keywords=tuple(row.keywords or ()),
    )
