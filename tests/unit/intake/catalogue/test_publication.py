"""Publishing: only what changed, and nothing that has faults."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.testing import RecordedEvents
from contracts.events.agency import AgencyPublished
from contracts.events.intake import CalendarPublished, ProcedurePublished
from services.intake.catalogue.api.documents import read_procedure
from services.intake.catalogue.domain.errors import CatalogueFaultyError
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.lint_catalogue import lint_catalogue
from services.intake.catalogue.usecases.publish_calendar import (
    CalendarVersionError,
    publish_calendar,
)
from services.intake.catalogue.usecases.publish_catalogue import Publication, publish_catalogue
from services.intake.catalogue.usecases.publish_procedure import digest_of, publish_procedure
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.fakes import RecordedReplans


def publish(
    package: CataloguePackage, catalogue: InMemoryCatalogue, events: RecordedEvents
) -> Publication:
    return publish_catalogue(
        package,
        procedures=catalogue.procedures,
        agencies=catalogue.agencies,
        calendars=catalogue.calendars,
        wordings=catalogue.wordings,
        events=events,
        replans=RecordedReplans(),
    )


def test_the_first_publication_says_everything_in_order(
    shipped: CataloguePackage, empty: InMemoryCatalogue, events: RecordedEvents
) -> None:
    """Calendars and agencies come before the procedures that need them."""
    published = publish(shipped, empty, events)

    kinds = list(dict.fromkeys(type(event) for event in events.all))
    assert kinds == [CalendarPublished, AgencyPublished, ProcedurePublished]
    assert len(events.of(ProcedurePublished)) == len(shipped.procedures)
    assert {version for _, version in published.procedures} == {1}


def test_the_same_content_again_says_nothing(
    shipped: CataloguePackage, catalogue: InMemoryCatalogue, events: RecordedEvents
) -> None:
    """No new version and no event."""
    published = publish(shipped, catalogue, events)

    assert published == Publication(calendars=(), agencies=(), procedures=())
    assert events.all == []


def test_changed_content_is_the_next_version_and_the_old_one_stays(
    catalogue: InMemoryCatalogue, birth_document: dict[str, Any], events: RecordedEvents
) -> None:
    """Running dossiers keep theirs; from its day the new one is in force."""
    birth_document["valid_from"] = "2027-01-01"
    birth_document["terms"][0]["term"] = "8wh"
    procedure, document = read_procedure(birth_document)

    version = publish_procedure(
        procedure, document, procedures=catalogue.procedures, events=events
    )

    assert version is not None
    assert version.version == 2
    (event,) = events.of(ProcedurePublished)
    assert (event.procedure, event.version, event.field_code) == ("1.001193", 2, "G15-HT")
    in_2026 = catalogue.procedures.in_force("1.001193", date(2026, 12, 31))
    in_2027 = catalogue.procedures.in_force("1.001193", date(2027, 1, 1))
    assert in_2026 is not None
    assert in_2026.version == 1
    assert in_2027 is not None
    assert in_2027.version == 2


def test_the_order_of_members_does_not_make_a_new_version(birth_document: dict[str, Any]) -> None:
    """The digest is of the content."""
    turned = dict(reversed(list(birth_document.items())))

    assert digest_of(read_procedure(turned)[1]) == digest_of(read_procedure(birth_document)[1])


def test_a_changed_agency_alone_is_published_again(
    shipped: CataloguePackage, catalogue: InMemoryCatalogue, events: RecordedEvents
) -> None:
    """The others stay silent."""
    first, *others = shipped.agencies
    package = replace(shipped, agencies=(replace(first, phone="02373000000"), *others))

    published = publish(package, catalogue, events)

    assert published.agencies == (first.code,)
    assert [event.phone for event in events.of(AgencyPublished)] == ["02373000000"]


def test_a_changed_calendar_needs_a_higher_version(
    shipped: CataloguePackage, catalogue: InMemoryCatalogue, events: RecordedEvents
) -> None:
    """Dates were computed from the version that is out."""
    (calendar,) = shipped.calendars
    days = dict(calendar.days)
    days.pop(date(2027, 2, 4))
    changed = replace(calendar, days=days)

    with pytest.raises(CalendarVersionError):
        publish_calendar(
            changed, calendars=catalogue.calendars, events=events, replans=RecordedReplans()
        )
    assert events.all == []
    risen = replace(changed, version=calendar.version + 1)
    replans = RecordedReplans()
    assert publish_calendar(risen, calendars=catalogue.calendars, events=events, replans=replans)
    assert replans.started == [(calendar.id, 2)]
    assert [event.version for event in events.of(CalendarPublished)] == [2]


def test_a_fault_anywhere_publishes_nothing(
    shipped: CataloguePackage, empty: InMemoryCatalogue, events: RecordedEvents
) -> None:
    """All or nothing, with every fault listed."""
    first, *others = shipped.agencies
    package = replace(shipped, agencies=(replace(first, calendar="mars"), *others))

    with pytest.raises(CatalogueFaultyError) as caught:
        publish(package, empty, events)

    faults = caught.value.extra["faults"]
    assert isinstance(faults, list)
    assert [(item["document"], item["pointer"]) for item in faults] == [
        ("agencies", "/agencies/0/calendar")
    ]
    assert events.all == []
    assert empty.procedures.versions == []


BREAKS: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("ends before it begins", lambda d: d.update(valid_to="2025-01-01"), "/valid_to"),
    ("online without level 3", lambda d: d.update(legal_level=2), "/legal_level"),
    ("full below level 4", lambda d: d.update(legal_level=3), "/delivery_mode"),
    ("partial without reason", lambda d: d.update(delivery_mode="partial"), "/partial_reason"),
    ("no form", lambda d: d["form"].update(fields=[]), "/form"),
    ("no term for a channel", lambda d: d["terms"][0].update(channel="desk"), "/terms"),
    ("term of an unknown case", lambda d: d["terms"][0].update(case="twins"), "/terms/0"),
    ("paper twice", lambda d: d["papers"].append(deepcopy(d["papers"][0])), "/papers"),
    ("paper of an unknown case", lambda d: d["papers"][0].update(cases=["x"]), "/papers/0"),
    ("channel not offered", lambda d: d["channels"].remove("post"), "/papers/5"),
    ("unknown agency", lambda d: d.update(competent={"fixed": "H56.99"}), "/competent"),
    ("competent itself", lambda d: d.update(competent="competent"), "/competent"),
    ("unknown kind", lambda d: d["receiving_kinds"].append("moon"), "/receiving_kinds/1"),
    (
        "critical path over the legal day",
        lambda d: d["process"]["legs"][0].update(working_hours=9),
        "/process/legs",
    ),
    (
        "a leg for nobody",
        lambda d: d["process"]["legs"][0].update(agency={"kind": "moon"}),
        "/process/legs/0/agency",
    ),
    (
        "on the spot elsewhere",
        lambda d: (
            d.update(on_the_spot=True),
            d["process"]["legs"][0].update(agency={"kind": "tax-office"}),
        ),
        "/on_the_spot",
    ),
    (
        "a fee counted by no field",
        lambda d: d["fees"].append(
            {
                "id": "fee",
                "name": {"vi": "Phí", "en": "Fee"},
                "moment": "filing",
                "count_field": "pages",
                "ground": "thử",
            }
        ),
        "/fees/0",
    ),
    (
        "a case nobody reaches",
        lambda d: d.update(
            cases=[{"id": "x", "name": {"vi": "X", "en": "X"}, "when": {"q": ["a"]}}]
        ),
        "/cases/0/when/q",
    ),
    ("example of another", lambda d: d["example"].update(procedure="1.0"), "/example/procedure"),
    ("example lacks a paper", lambda d: d["example"]["papers"].pop(), "/example/papers"),
    ("example lacks one of", lambda d: d["example"]["papers"].pop(0), "/example/papers"),
    (
        "example with a foreign paper",
        lambda d: d["example"]["papers"].append({"paper": "visa"}),
        "/example/papers",
    ),
    (
        "example with a bad form",
        lambda d: d["example"]["form"].pop("mother"),
        "/example/form/mother",
    ),
    ("example with a case", lambda d: d["example"].update(case="twins"), "/example/case"),
]


@pytest.mark.parametrize(
    ("change", "pointer"), [(b[1], b[2]) for b in BREAKS], ids=[b[0] for b in BREAKS]
)
def test_each_broken_rule_is_found_where_it_is_broken(
    shipped: CataloguePackage,
    birth_document: dict[str, Any],
    change: Callable[[dict[str, Any]], Any],
    pointer: str,
) -> None:
    """One bad package for each rule, in both languages."""
    change(birth_document)
    package = replace(shipped, procedures=(read_procedure(birth_document),))

    found = lint_catalogue(package)

    assert pointer in {item.fault.pointer for item in found}
    assert all(item.fault.text.vi and item.fault.text.en for item in found)


def test_two_files_with_one_code_are_refused(shipped: CataloguePackage) -> None:
    """Nobody could say which of them counts."""
    package = replace(shipped, procedures=(shipped.procedures[0], shipped.procedures[0]))

    assert [item.fault.pointer for item in lint_catalogue(package)] == ["/code"]
