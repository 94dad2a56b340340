"""Imports of announced procedures into PostgreSQL, read over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from chassis.db import Database
from chassis.testing import RecordedEvents
from chassis.testing.fixtures import ServiceDatabase
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.records import read_records
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import ReviewQuery
from services.intake.catalogue.store.announced import PgAnnounced
from services.intake.catalogue.store.coverage import PgCoverage
from services.intake.catalogue.store.procedures import PgProcedures
from services.intake.catalogue.store.search import KeptCatalogues, PgSearch
from services.intake.catalogue.usecases.import_records import ImportReport, import_records
from services.intake.catalogue.usecases.list_reviews import list_reviews
from services.intake.catalogue.usecases.publish_procedure import publish_procedure
from services.intake.catalogue.usecases.read_coverage import read_coverage
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.records import RECORDS, REFUSED, record, written

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
CATALOGUE = Path(__file__).parents[3] / "catalogue"
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


def test_coverage_counts_what_stands_in_the_tables(
    service_database: ServiceDatabase, tmp_path: Path
) -> None:
    """A version republished for the same day is no later news; the announced row is taken over."""
    database = service_database("intake")
    records = [record("1.001193", "Đăng ký khai sinh", time=[]), *RECORDS[:5]]
    imported(database, written(tmp_path, records))
    package = read_package(CATALOGUE).package
    procedure, document = next(item for item in package.procedures if item[0].code == "1.001193")
    with database.transaction() as tx:
        before = read_coverage(on=ON, facts=PgCoverage(tx))
        for content in (document, {**document, "unverified": ["x"]}):
            publish_procedure(
                procedure, content, procedures=PgProcedures(tx), events=RecordedEvents()
            )
        tx.execute(
            text(
                "UPDATE procedure_version SET published_at ="
                " (valid_from + 3 * version) + time '12:00'"
            )
        )
        found = read_coverage(on=ON, facts=PgCoverage(tx))
        left = PgAnnounced(tx).get("1.001193", ON)
        hits = PgSearch(tx).find(ProcedureQuery(text="1.001193"), ON)

    assert (before.whole.announced, before.whole.at_the_door, before.needs_review) == (6, 0, 2)
    assert (found.whole.announced, found.whole.at_the_door, found.needs_review) == (6, 1, 1)
    assert (found.lag.procedures, found.lag.longest_days) == (1, 3)
    assert left is None
    assert [hit.listed.at_the_door for hit in hits] == [True]
