"""Agencies merge and split: what was counted stays, and can be counted by who is there today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from contracts.events import Event
from contracts.events.agency import AgencySuccessor, DossierMoved
from services.reporting.wiring.service import app_of
from tests.integration.reporting.told import (
    FILED,
    NOW,
    PROCEDURE,
    SUPERVISOR,
    FakeAuthenticator,
    accepted,
    agency,
    body,
    finished,
    hear,
)

OLD, NEW, OTHER = "H56.14797", "H56.14812", "H56.14758"
LAST = date(2020, 12, 31)
"""A day that is over by the machine's clock too, by which the database knows today."""


def moved(number: int, new: str) -> DossierMoved:
    return DossierMoved(
        code=accepted(number).code,
        procedure="1.001193",
        reorganisation="sap-xep-2026",
        from_agency=OLD,
        to_agency=new,
        receiving_agency=new,
        competent_agency="H56.12",
        moved_at=FILED + timedelta(hours=8),
    )


@pytest.fixture
def database() -> Iterator[Database]:
    """Give reporting with five dossiers of a commune, two of them resolved."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test reporting")
        codes = ("H56.12", OLD, NEW, OTHER)
        tree = (agency("H56", None), *(agency(code, "H56") for code in codes))
        filed = [accepted(number) for number in range(1, 6)]
        said: list[Event] = [PROCEDURE, *tree, *filed, finished(1, "early"), finished(2, "late")]
        hear(made, *said)
        yield made
        made.dispose()


@pytest.fixture
def client(database: Database) -> Iterator[FlaskClient]:
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as made:
        yield made


def ends(database: Database, *successors: AgencySuccessor, split: tuple[str, ...]) -> None:
    """End the commune; its open dossiers go to these, in their order."""
    end = replace(agency(OLD, "H56"), valid_to=LAST, successors=successors)
    gone = [moved(number, new) for number, new in enumerate(split, start=3)]
    hear(database, end, *gone, sequence=2, event_id=100)


def report(client: FlaskClient, code: str | None = None, **more: str) -> dict[str, object]:
    asked = {"period": "2026-Q4", **({"agency": code} if code else {}), **more}
    answer = client.get("/reports/kstt-06", query_string=asked, headers=SUPERVISOR)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return body(answer)


def figures(client: FlaskClient, code: str, **more: str) -> tuple[int, int, int]:
    total = report(client, code, **more)["total"]
    assert isinstance(total, dict)
    return tuple(total[part]["total"] for part in ("received", "resolved", "pending"))


def test_a_report_before_and_after_a_merger_is_the_same(
    client: FlaskClient, database: Database
) -> None:
    """Row by row, for the province and for both communes: facts keep the agency of their time."""
    asked = (None, OLD, NEW, "H56")
    before = [report(client, code) for code in asked]
    ends(database, AgencySuccessor(agency=NEW), split=(NEW, NEW, NEW))

    after = [report(client, code) for code in asked]

    assert after == before


def test_by_present_agency_a_merged_commune_counts_under_its_successor(
    client: FlaskClient, database: Database
) -> None:
    """What had ended too; the sum of all communes is what it was."""
    before = figures(client, OLD)
    ends(database, AgencySuccessor(agency=NEW), split=(NEW, NEW, NEW))

    today = {code: figures(client, code, succession="present") for code in (OLD, NEW, "H56")}

    assert before == (5, 2, 3)
    assert today == {OLD: (0, 0, 0), NEW: (5, 2, 3), "H56": (5, 2, 3)}
    assert report(client, NEW, succession="present")["succession"] == "present"


def test_a_split_counts_each_dossier_once_where_it_went(
    client: FlaskClient, database: Database
) -> None:
    """Open ones by where each went, closed ones under who has the rest; nothing twice."""
    part = AgencySuccessor(agency=OTHER, communes=("14797",))
    ends(database, part, AgencySuccessor(agency=NEW), split=(OTHER, OTHER, NEW))

    codes = (OLD, NEW, OTHER)
    today = [figures(client, code, succession="present") for code in codes]
    competent = figures(client, "H56.12", succession="present", view="competent")

    assert today == [(0, 0, 0), (3, 2, 1), (2, 0, 2)]
    assert tuple(map(sum, zip(*today, strict=True))) == figures(client, "H56") == competent


def test_merged_twice_it_counts_under_the_last(client: FlaskClient, database: Database) -> None:
    """The line of heirs is followed to its end."""
    ends(database, AgencySuccessor(agency=NEW), split=(NEW, NEW, NEW))
    end = replace(agency(NEW, "H56"), valid_to=LAST, successors=(AgencySuccessor(agency=OTHER),))
    hear(database, end, sequence=3, event_id=200)

    today = [figures(client, code, succession="present") for code in (OLD, NEW, OTHER)]

    assert today == [(0, 0, 0), (0, 0, 0), (5, 2, 3)]


def test_the_successors_head_reads_what_it_has_inherited(
    client: FlaskClient, database: Database
) -> None:
    """Its head asks for the old commune's report, which was foreign before the merger."""
    head = {"Authorization": "Bearer head"}  # of H56.14797, which takes over here
    asked = f"/reports/kstt-06?period=2026-Q4&agency={NEW}"
    before = client.get(asked, headers=head).status_code
    end = replace(agency(NEW, "H56"), valid_to=LAST, successors=(AgencySuccessor(agency=OLD),))
    hear(database, end, sequence=2, event_id=300)

    assert before == 403
    assert client.get(asked, headers=head).status_code == 200


def test_the_sheet_says_how_it_counts(client: FlaskClient) -> None:
    """A line more where it is by present agency, none where it is not."""
    asked = "/reports/kstt-06?period=2026-Q4&format=csv"
    usual = client.get(asked, headers=SUPERVISOR).get_data(as_text=True)
    present = client.get(f"{asked}&succession=present", headers=SUPERVISOR)

    assert "cơ quan hiện nay" not in usual
    assert "Tính theo,cơ quan hiện nay" in present.get_data(as_text=True)
