"""The catalogue in PostgreSQL keeps the same promises as the one in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, text

from chassis.db import Database
from chassis.outbox import Outbox
from chassis.testing import FrozenClock, RecordedEvents
from chassis.testing.fixtures import ServiceDatabase
from kernel.clock import VIETNAM
from services.intake.catalogue.api.documents import read_procedure
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.catalogue.api.writing import to_yaml
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.procedure_check import check_procedure
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import (
    Agencies,
    Calendars,
    CataloguePackage,
    Procedures,
    ProcedureSearch,
    Wordings,
)
from services.intake.catalogue.store.agencies import PgAgencies
from services.intake.catalogue.store.announced import PgAnnounced
from services.intake.catalogue.store.calendars import PgCalendars
from services.intake.catalogue.store.procedures import PgProcedures
from services.intake.catalogue.store.search import KeptCatalogues, PgSearch
from services.intake.catalogue.store.wordings import PgWordings
from services.intake.catalogue.usecases.export_procedure import export_procedure
from services.intake.catalogue.usecases.publish_catalogue import Publication, publish_catalogue
from services.intake.catalogue.usecases.publish_procedure import publish_procedure
from tests.unit.intake.catalogue.fakes import (
    InMemoryAgencies,
    InMemoryAnnounced,
    InMemoryCalendars,
    InMemoryProcedures,
    InMemorySearch,
    InMemoryWordings,
    RecordedReplans,
)

ON = date(2026, 11, 23)
NOW = FrozenClock(datetime(2026, 11, 23, 9, tzinfo=VIETNAM))


@dataclass
class Ports:
    """One implementation of all ports."""

    procedures: Procedures
    agencies: Agencies
    calendars: Calendars
    wordings: Wordings
    announced: InMemoryAnnounced | PgAnnounced
    search: ProcedureSearch


def in_memory() -> Ports:
    """Return the ports in memory."""
    procedures, wordings = InMemoryProcedures(), InMemoryWordings()
    announced = InMemoryAnnounced(procedures)
    search = InMemorySearch(procedures, wordings, announced)
    return Ports(procedures, InMemoryAgencies(), InMemoryCalendars(), wordings, announced, search)


def stored(tx: Connection, kept: KeptCatalogues | None = None) -> Ports:
    """Return the ports on a transaction."""
    return Ports(
        PgProcedures(tx),
        PgAgencies(tx),
        PgCalendars(tx),
        PgWordings(tx),
        PgAnnounced(tx),
        PgSearch(tx, kept),
    )


@pytest.fixture(scope="module")
def shipped() -> CataloguePackage:
    """Give the catalogue the project ships."""
    return read_package(Path(__file__).parents[3] / "catalogue").package


@pytest.fixture
def database(service_database: ServiceDatabase) -> Database:
    """Give a fresh database of intake."""
    return service_database("intake")


@pytest.fixture(params=["memory", "postgresql"])
def ports(request: pytest.FixtureRequest) -> Iterator[Ports]:
    """Give each implementation in turn."""
    if request.param == "memory":
        yield in_memory()
        return
    database: Database = request.getfixturevalue("database")
    with database.transaction() as tx:
        yield stored(tx)


def publish(package: CataloguePackage, ports: Ports, events: Any) -> Publication:  # noqa: ANN401 -- an outbox or a recorder
    return publish_catalogue(
        package,
        procedures=ports.procedures,
        agencies=ports.agencies,
        calendars=ports.calendars,
        wordings=ports.wordings,
        events=events,
        replans=RecordedReplans(),
    )


def test_what_was_published_is_read_back_whole(ports: Ports, shipped: CataloguePackage) -> None:
    """Procedures, agencies and calendars come back equal."""
    publish(shipped, ports, RecordedEvents())

    for procedure, _ in shipped.procedures:
        version = ports.procedures.get(procedure.code, 1)
        assert version is not None
        assert version.procedure == procedure
        assert ports.procedures.in_force(procedure.code, ON) == version
    for agency in shipped.agencies:
        assert ports.agencies.get(agency.code, ON) == agency
        assert ports.agencies.get(agency.code, date(2025, 6, 30)) is None
    assert ports.calendars.get("vn") == shipped.calendars[0]
    assert [a.code for a in ports.agencies.in_force(ON)] == sorted(
        a.code for a in shipped.agencies
    )


def test_a_published_version_is_exported_as_the_file_it_came_from(
    database: Database, shipped: CataloguePackage
) -> None:
    """Read, checked and published again it is no new version; an older one can be had too."""
    with database.transaction() as tx:
        stored = PgProcedures(tx)
        for procedure, document in shipped.procedures[:3]:
            for content in (document, {**document, "unverified": ["Đã đối chiếu"]}):
                publish_procedure(
                    Procedure.from_document(content),
                    content,
                    procedures=stored,
                    events=RecordedEvents(),
                )
            first = export_procedure(procedure.code, 1, on=ON, procedures=stored)
            now = export_procedure(procedure.code, None, on=ON, procedures=stored)
            again, read = read_procedure(parse_yaml(to_yaml(now)))

            assert first == document
            assert read["unverified"] == ["Đã đối chiếu"]
            assert check_procedure(again) == []
            assert (
                publish_procedure(again, read, procedures=stored, events=RecordedEvents()) is None
            )


def test_nothing_is_found_where_nothing_was_published(ports: Ports) -> None:
    """Absence is an answer."""
    assert ports.procedures.in_force("1.001193", ON) is None
    assert ports.procedures.get("1.001193", 1) is None
    assert ports.procedures.newest("1.001193") is None
    assert ports.agencies.get("H56", ON) is None
    assert ports.calendars.get("vn") is None
    assert list(ports.search.find(ProcedureQuery(), ON)) == []


def test_a_version_holds_from_its_day_and_old_ones_can_be_read(
    ports: Ports, shipped: CataloguePackage
) -> None:
    """The newest begun version counts; when it has ended, none does."""
    procedure, document = shipped.procedures[0]
    later = {**document, "valid_from": "2026-12-01", "valid_to": "2026-12-31"}
    for content in (document, later):
        publish_procedure(
            Procedure.from_document(content),
            content,
            procedures=ports.procedures,
            events=RecordedEvents(),
        )

    def version_on(day: date) -> int | None:
        found = ports.procedures.in_force(procedure.code, day)
        return None if found is None else found.version

    assert [version_on(date(2026, 11, 30)), version_on(date(2026, 12, 1))] == [1, 2]
    assert version_on(date(2027, 1, 1)) is None
    newest = ports.procedures.newest(procedure.code)
    assert newest is not None
    assert newest.version == 2
    assert len(ports.search.find(ProcedureQuery(), date(2027, 1, 1))) == 0


@pytest.mark.parametrize(
    "query",
    [
        ProcedureQuery(),
        ProcedureQuery(text="khai sinh"),
        ProcedureQuery(text="sổ hồng"),
        ProcedureQuery(text="100%"),
        ProcedureQuery(text="_"),
        ProcedureQuery(field="G15-HT"),
        ProcedureQuery(kind="commune", level=2),
        ProcedureQuery(text="dang ky", limit=2),
    ],
)
def test_a_search_finds_the_same_in_both(
    query: ProcedureQuery, database: Database, shipped: CataloguePackage
) -> None:
    """Same hits, same order, page after page."""
    memory = in_memory()
    publish(shipped, memory, RecordedEvents())
    with database.transaction() as tx:
        kept = stored(tx)
        publish(shipped, kept, RecordedEvents())

        first = list(kept.search.find(query, ON))
        assert first == list(memory.search.find(query, ON))
        if first:
            following = replace(query, after=first[0].position)
            assert list(kept.search.find(following, ON)) == list(memory.search.find(following, ON))


def test_what_is_published_is_found_at_once(database: Database, shipped: CataloguePackage) -> None:
    """A process that searched before sees new versions and a new wording with its next search."""
    kept = KeptCatalogues()
    wording = {"fillers": [], "synonyms": [{"everyday": ["xyz"], "official": ["khai sinh"]}]}

    def found(text: str) -> int:
        with database.read() as tx:
            return len(stored(tx, kept).search.find(ProcedureQuery(text=text), ON))

    before = found("khai sinh")
    with database.transaction() as tx:
        publish(shipped, stored(tx), RecordedEvents())
    unworded = found("xyz")
    with database.transaction() as tx:
        publish(replace(shipped, wording=wording), stored(tx), RecordedEvents())

    assert (before, unworded) == (0, 0)
    assert found("khai sinh") > 0
    assert found("xyz") > 0


def test_publishing_again_leaves_no_row_and_no_event(
    database: Database, shipped: CataloguePackage
) -> None:
    """Events stand in the log once, with state, in one transaction."""
    for _ in range(2):
        with database.transaction() as tx:
            publish(shipped, stored(tx), Outbox(tx, source="intake", clock=NOW))

    with database.read() as tx:
        counted = tx.execute(text("SELECT type, count(*) FROM event_log GROUP BY type"))
        logged = {row[0]: row[1] for row in counted}
        versions = tx.scalar(text("SELECT count(*) FROM procedure_version"))
    assert logged == {
        "intake.calendar-published.v1": 1,
        "intake.agency-published.v1": len(shipped.agencies),
        "intake.procedure-published.v1": len(shipped.procedures),
    }
    assert versions == len(shipped.procedures)


def test_two_publishers_at_once_make_one_version(
    database: Database, shipped: CataloguePackage
) -> None:
    """The second waits for the first, however long that takes, and finds nothing to do."""
    results: list[Publication] = []
    patient = Database(database.url, name="patient", statement_seconds=60.0, lock_seconds=60.0)

    def run() -> None:
        with patient.transaction() as tx:
            results.append(publish(shipped, stored(tx), Outbox(tx, source="intake", clock=NOW)))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    patient.dispose()

    published = sorted(len(result.procedures) for result in results)
    assert published == [0, 0, 0, len(shipped.procedures)]
