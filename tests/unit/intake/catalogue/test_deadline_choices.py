"""Deadlines by rules, calendars and interruptions of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from kernel.calendar import Calendar
from kernel.channel import Channel
from kernel.clock import VIETNAM
from kernel.rule_choice import RuleChoice, choose_rules
from kernel.term import Term
from services.intake.catalogue.api.documents import DocumentFaultyError, read_procedure
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.domain.procedure_check import check_procedure
from services.intake.catalogue.usecases.compute_deadline import (
    DeadlineQuestion,
    compute_deadline,
)
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.test_documents import copy_of_the_catalogue
from tests.unit.intake.catalogue.test_routes import TOKEN, client_of
from tests.unit.kernel.vectors import VECTORS, Vector

LINKED = "linked-household-business"
STORM = """
id: h56
version: 1
scope: province
over: {over}
years: {{from: {year}, to: {year}}}
days:
  - {{date: "{year}-09-25", kind: "off", note: Bão số 9, notice: 12/CĐ-UBND}}
"""


@pytest.fixture
def client(catalogue: InMemoryCatalogue) -> FlaskClient:
    """Give a client of an app with the shipped catalogue."""
    return client_of(catalogue)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def due(catalogue: InMemoryCatalogue, question: DeadlineQuestion) -> datetime:
    return compute_deadline(
        question,
        procedures=catalogue.procedures,
        agencies=catalogue.agencies,
        calendars=catalogue.calendars,
    ).due_at


def test_rules_are_those_of_the_channel_and_agency(catalogue: InMemoryCatalogue) -> None:
    """A province may give a procedure the last-office-hour rule for filings online."""
    kept = catalogue.procedures.in_force("1.013831", date(2026, 11, 23))
    assert kept is not None
    linked = RuleChoice(book=LINKED, channel=Channel.ONLINE, place="H56.PVHCC")
    ruled = replace(kept.procedure, rules=(linked,))
    catalogue.procedures.versions.append(replace(kept, version=99, procedure=ruled))
    question = DeadlineQuestion(
        filed_at=at("2026-11-23T16:30"),
        term=Term.parse("1wd"),
        channel=Channel.ONLINE,
        case="transfer",
        procedure="1.013831",
        agency="H56.PVHCC",
    )

    assert due(catalogue, question) == at("2026-11-26T17:30")
    assert due(catalogue, replace(question, agency="H56.STP")) == at("2026-11-25T17:30")
    assert due(catalogue, replace(question, channel=Channel.POST)) == at("2026-11-25T17:30")


@pytest.mark.parametrize("rules", [LINKED, [{"book": LINKED, "channel": "online"}]])
def test_a_procedure_document_chooses_its_rules(
    birth_document: dict[str, Any], rules: object
) -> None:
    """By a name for all, or by a list of choices."""
    procedure, kept = read_procedure({**birth_document, "rules": rules})

    assert kept["rules"] == rules
    assert procedure.rule_book(channel=Channel.ONLINE, case=None).name == LINKED


def test_a_procedure_document_without_rules_follows_the_default(
    birth_document: dict[str, Any],
) -> None:
    """As it was before rules could be chosen."""
    procedure, kept = read_procedure(birth_document)

    assert kept["rules"] == "one-stop"
    book = choose_rules(procedure.rules, case=None, channel=Channel.DESK, place="H56")
    assert book.name == "one-stop"


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ("two-stop", "/rules"),
        ([{"book": "two-stop"}], "/rules/0/book"),
        ([{"book": LINKED, "channel": "fax"}], "/rules/0/channel"),
        ({"book": LINKED}, "/rules"),
    ],
)
def test_rules_that_do_not_exist_are_refused(
    birth_document: dict[str, Any], rules: object, pointer: str
) -> None:
    """Before a dossier needs them."""
    with pytest.raises(DocumentFaultyError) as caught:
        read_procedure({**birth_document, "rules": rules})

    assert [item.pointer for item in caught.value.faults] == [pointer]


def test_rules_for_a_case_that_does_not_exist_are_a_fault(birth_document: dict[str, Any]) -> None:
    """A choice that can never hold is a slip of the pen."""
    rules = [{"book": LINKED, "case": "never"}]
    procedure, _ = read_procedure({**birth_document, "rules": rules})

    assert "/rules/0" in {item.pointer for item in check_procedure(procedure)}


def test_a_provinces_calendar_is_published_whole(tmp_path: Path) -> None:
    """Whoever reads it finds the nation's days in it, and its own."""
    copy_of_the_catalogue(tmp_path)
    path = tmp_path / "calendars" / "a-storm.yaml"
    path.write_text(STORM.format(over="vn", year=2026), encoding="utf-8")
    read = read_package(tmp_path)

    assert read.faults == ()
    calendars: dict[str, Calendar] = {item.id: item for item in read.package.calendars}
    assert calendars["h56"].is_whole
    assert not calendars["h56"].is_working(date(2026, 9, 25))
    assert not calendars["h56"].is_working(date(2026, 1, 2))
    assert calendars["vn"].is_working(date(2026, 9, 25))


@pytest.mark.parametrize(("over", "year"), [("jp", 2026), ("vn", 2029)])
def test_a_calendar_over_nothing_is_a_fault(tmp_path: Path, over: str, year: int) -> None:
    """No such calendar, or none that reaches so far."""
    copy_of_the_catalogue(tmp_path)
    path = tmp_path / "calendars" / "a-storm.yaml"
    path.write_text(STORM.format(over=over, year=year), encoding="utf-8")

    assert [(item.file, item.fault.pointer) for item in read_package(tmp_path).faults] == [
        ("calendars/a-storm.yaml", "/over")
    ]


def test_a_deadline_survives_several_pauses(client: FlaskClient) -> None:
    """Each stop and resumption is a parameter of its own; the moves say what was left."""
    query = "&".join(
        f"{name}={wall}:00%2B07:00"
        for name, wall in (
            ("from", "2026-03-02T09:00"),
            ("stop_at", "2026-03-09T10:00"),
            ("stop_at", "2026-03-13T10:00"),
            ("resume_at", "2026-03-10T10:00"),
            ("resume_at", "2026-03-16T10:00"),
        )
    )
    found = client.get(f"/deadline?{query}&term=15wd", headers=TOKEN).get_json()

    assert found["due_at"] == "2026-03-27T17:30:00+07:00"
    assert [move["rule"] for move in found["moves"]] == [
        *("start", "stop", "resume", "stop", "resume", "working-days")
    ]
    assert all(move["text"]["vi"] and move["text"]["en"] for move in found["moves"])


def test_a_stopped_clock_has_no_date(client: FlaskClient) -> None:
    """It says what is left instead."""
    response = client.get(
        "/deadline?from=2026-03-02T02:00:00Z&term=15wd&stop_at=2026-03-16T03:00:00Z",
        headers=TOKEN,
    )

    assert response.status_code == 409
    assert "6 ngày làm việc" in response.get_data(as_text=True)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_vector_of_the_law_is_met_over_http(client: FlaskClient, vector: Vector) -> None:
    """The same answers as the kernel and the command line give."""
    query = MultiDict(
        [
            ("from", f"{vector.filed}+07:00"),
            ("term", vector.term),
            ("channel", vector.channel),
            *([("rules", vector.book)] if vector.book else []),
            *(("stop_at", f"{wall}+07:00") for wall in vector.stops),
            *(("resume_at", f"{wall}+07:00") for wall in vector.resumes),
            *(("restart_at", f"{wall}+07:00") for wall in vector.restarts),
        ]
    )
    found = client.get("/deadline", query_string=query, headers=TOKEN).get_json()

    assert datetime.fromisoformat(found["due_at"]) == at(vector.due), vector.why
    assert datetime.fromisoformat(found["received_at"]) == at(vector.received)
    assert tuple(move["rule"] for move in found["moves"]) == vector.rules


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("term=1wd&rules=two-stop", "/rules"),
        ("procedure=1.013831&case=never", "/case"),
        ("procedure=2.000815&channel=online", "/channel"),
        ("term=9999wd", None),
    ],
)
def test_what_cannot_be_answered_says_where(
    client: FlaskClient, query: str, pointer: str | None
) -> None:
    """Unknown rules, cases and years are errors, never a guess."""
    response = client.get(f"/deadline?from=2026-11-23T09:00:00Z&{query}", headers=TOKEN)
    problem = response.get_json()

    assert response.status_code == 422
    assert problem["title"]
    if pointer is None:
        assert problem["type"].endswith("calendar-year-missing")
    else:
        assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_without_a_channel_it_is_the_procedures_first(client: FlaskClient) -> None:
    """Certified copies are made at desks only; a bare term is asked as filed online."""
    desk = client.get("/deadline?from=2026-11-23T02:00:00Z&procedure=2.000815", headers=TOKEN)
    online = client.get("/deadline?from=2026-11-22T02:00:00Z&term=1wd", headers=TOKEN)

    assert desk.get_json()["due_at"] == "2026-11-23T17:30:00+07:00"
    assert online.get_json()["received_at"] == "2026-11-23T07:30:00+07:00"
