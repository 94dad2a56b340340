"""Copies of reference data, and how missing ones are asked for."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from chassis.clients import Reply
from contracts.events.intake import CalendarPublished, ProcedurePublished
from kernel.calendar import Calendar, to_document
from kernel.document import DocumentError
from kernel.errors import UnavailableError
from services.routing.process.clients.catalogue import IntakeCatalogue
from services.routing.process.clients.reference_loop import ReferenceLoop
from services.routing.process.domain.errors import Reference, ReferenceKind
from services.routing.process.usecases.copy_calendar import copy_calendar
from services.routing.process.usecases.copy_procedure import copy_procedure
from services.routing.process.usecases.request_reference import request_reference
from tests.unit.routing.fakes import FakeCatalogue, InMemoryCalendars, InMemoryProcedures
from tests.unit.routing.samples import BIRTH, MONDAY

PUBLISHED = ProcedurePublished(
    procedure="2.001023",
    version=3,
    name="Liên thông khai sinh",
    field_code="HT",
    field_name="Hộ tịch",
    tier="commune",
    legal_level=4,
    delivery_mode="full",
    process=BIRTH,
    valid_from=MONDAY.date(),
    valid_to=None,
)
VERSION = Reference(kind=ReferenceKind.PROCEDURE, key="2.001023", version=3)
AGENCY = Reference(kind=ReferenceKind.AGENCY, key="H56.BHXH")


def test_a_published_version_is_kept_and_never_changed() -> None:
    """A running case stands on it."""
    procedures = InMemoryProcedures()
    copy_procedure(PUBLISHED, procedures=procedures)
    copy_procedure(replace(PUBLISHED, name="Khác"), procedures=procedures)

    found = procedures.find("2.001023", 3)
    assert found is not None
    assert (found.name, [leg.id for leg in found.process.legs]) == (
        "Liên thông khai sinh",
        ["registration", "insurance"],
    )


def test_a_faulty_process_is_not_kept() -> None:
    """Its event is parked, where operators see it."""
    procedures = InMemoryProcedures()

    with pytest.raises(DocumentError):
        copy_procedure(replace(PUBLISHED, process={"legs": []}), procedures=procedures)

    assert procedures.kept == {}


def test_the_newest_calendar_counts() -> None:
    """An older one that comes late is passed over."""
    calendars = InMemoryCalendars()
    for version in (2, 1):
        plain = Calendar(id="vn", version=version, days={}, first_year=2026, last_year=2027)
        published = CalendarPublished(calendar="vn", version=version, document=to_document(plain))
        copy_calendar(published, calendars=calendars)

    kept = calendars.find("vn")
    assert kept is not None
    assert kept.version == 2


def test_a_version_is_fetched_and_the_rest_is_said_again() -> None:
    """What changes over time comes from its events alone, so that their order holds."""
    catalogue = FakeCatalogue(PUBLISHED)

    assert request_reference(VERSION, catalogue=catalogue) == PUBLISHED
    assert request_reference(AGENCY, catalogue=catalogue) is None
    assert catalogue.said_again == ["agency/H56.BHXH"]


class FakeClient:
    """Stands in for a `ServiceClient`: one answer, and what was asked."""

    service = "intake"

    def __init__(self, status: int, body: bytes = b"{}") -> None:
        self.reply = Reply(status=status, headers={}, body=body)
        self.calls: list[tuple[str, str, object]] = []

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        """Answer."""
        self.calls.append((method, path, document))
        return self.reply


def catalogue_of(client: Any) -> IntakeCatalogue:  # noqa: ANN401 -- a stand-in
    return IntakeCatalogue(client)


def test_intake_is_asked_for_a_version_in_the_shape_of_its_event() -> None:
    """Members we do not know are dropped."""
    body = (
        b'{"procedure":"2.001023","version":3,"name":"x","field_code":"HT","field_name":"y",'
        b'"tier":"commune","legal_level":4,"delivery_mode":"full","process":{"legs":[]},'
        b'"valid_from":"2026-11-02","valid_to":null,"new":1}'
    )
    client = FakeClient(200, body)

    published = catalogue_of(client).procedure("2.001023", 3)

    assert published is not None
    assert (published.version, published.process) == (3, {"legs": []})
    assert client.calls == [("GET", "/internal/procedures/2.001023/versions/3", None)]


def test_a_version_intake_does_not_know_is_none() -> None:
    """Then the dossier waits until somebody looks."""
    assert catalogue_of(FakeClient(404)).procedure("9.999999", 1) is None


@pytest.mark.parametrize(("status", "body"), [(503, b""), (200, b"not JSON"), (200, b"{}")])
def test_an_answer_of_no_use_is_as_good_as_none_yet(status: int, body: bytes) -> None:
    """It is asked again later."""
    with pytest.raises(UnavailableError):
        catalogue_of(FakeClient(status, body)).procedure("2.001023", 3)


def test_events_are_asked_for_by_subject_and_number() -> None:
    """The one way to fill a gap."""
    client = FakeClient(202)
    catalogue_of(client).say_again("calendar/vn")

    assert client.calls == [
        (
            "POST",
            "/internal/events/replay",
            {"subject": "calendar/vn", "first": 1, "last": 1000},
        )
    ]


def test_the_loop_asks_for_everything_wanted_and_survives_a_failure() -> None:
    """What fails is asked for again by who needs it."""
    asked: list[Reference] = []
    stop = threading.Event()

    def fetch(reference: Reference) -> None:
        asked.append(reference)
        if len(asked) == 2:
            stop.set()
        raise UnavailableError

    loop = ReferenceLoop(fetch)
    loop.want(frozenset({VERSION, AGENCY}))
    loop.want(frozenset({AGENCY}))
    loop.run(stop)

    assert asked == [AGENCY, VERSION]
    assert loop.ready()
    assert loop.alive()
    assert str(VERSION) == "procedure/2.001023 v3"
