"""Imports of announced procedures into PostgreSQL, read over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from chassis.db import Database
from chassis.testing.fixtures import ServiceDatabase
from services.intake.catalogue.api.records import read_records
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import ReviewQuery
from services.intake.catalogue.store.announced import PgAnnounced
from services.intake.catalogue.store.search import KeptCatalogues, PgSearch
from services.intake.catalogue.usecases.import_records import ImportReport, import_records
from services.intake.catalogue.usecases.list_reviews import list_reviews
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.records import RECORDS, REFUSED, record, written

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ON = date(2026, 11, 23)


def imported(database: Database, file: Path) -> ImportReport:
    with database.transaction() as tx:
        return import_records(read_records(file), at=AT, entries=PgAnnounced(tx))


def test_an_import_is_kept_found_and_listed_as_in_memory(
    service_database: ServiceDatabase, tmp_path: Path
) -> None:
    """The same report, pages, sums and hits; the second time nothing is written."""
    database, memory, kept = service_database("intake"), InMemoryCatalogue(), KeptCatalogues()
    file = written(tmp_path, RECORDS, *REFUSED)
    with database.read() as tx:
        assert list(PgSearch(tx, kept).find(ProcedureQuery(), ON)) == []

    report = imported(database, file)
    assert report == import_records(read_records(file), at=AT, entries=memory.announced)
    query = ProcedureQuery(text="ghi so ho tich")
    with database.read() as tx:
        stored = PgAnnounced(tx)
        assert PgSearch(tx, kept).find(query, ON) == memory.search.find(query, ON) != []
        for asked in (ReviewQuery(limit=3), ReviewQuery(review=Review.TERM_WITHOUT_UNIT)):
            assert list_reviews(asked, on=ON, reviews=stored) == list_reviews(
                asked, on=ON, reviews=memory.announced
            )
        assert stored.get("1.900001", ON) == memory.announced.get("1.900001", ON)

    again = imported(database, file)
    assert (again.new, again.changed) == ((), ())
    more = imported(database, written(tmp_path, [record("1.900099", "Tàu vũ trụ")]))
    assert more.new == ("1.900099",)
    with database.read() as tx:
        assert len(PgSearch(tx, kept).find(ProcedureQuery(text="tàu vũ trụ"), ON)) == 1
