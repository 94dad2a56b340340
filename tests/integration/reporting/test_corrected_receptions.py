"""A dossier received wrongly counts as what it should have been, from the correction on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from contracts.events.reception import DossierCorrected
from services.reporting.reconciliation.store.books import check_totals
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

RIGHT = replace(PROCEDURE, procedure="1.013831", field_code="DD", field_name="Đất đai")
WRONG = accepted(1)
MOVED = DossierCorrected(
    code=WRONG.code,
    procedure=RIGHT.procedure,
    procedure_version=1,
    case=None,
    channel=WRONG.channel,
    receiving_agency=WRONG.receiving_agency,
    competent_agency="H56.13",
    legs=(),
    conditions=(),
    accepted_at=FILED,
    corrected_at=FILED + timedelta(hours=2),
    term="10wd",
    due_at=NOW + timedelta(days=7),
    due_provisional=False,
    changed=("procedure",),
    moved=True,
    case_number=2,
    earlier_procedure=WRONG.procedure,
    earlier_competent_agency=WRONG.competent_agency,
    old_due_at=WRONG.due_at,
    officer="head-1",
)


@pytest.fixture
def database() -> Iterator[Database]:
    """Yield a database with a dossier received wrongly, long due as what it was."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test reporting")
        hear(made, agency("H56", None), *(agency(f"H56.{n}", "H56") for n in (14797, 12, 13)))
        hear(made, PROCEDURE, RIGHT, event_id=10)
        hear(made, WRONG, event_id=20)
        yield made
        made.dispose()


@pytest.fixture
def client(database: Database) -> Iterator[FlaskClient]:
    """Yield a client of the service."""
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as made:
        yield made


def report(client: FlaskClient, **asked: str) -> dict[str, Any]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    found = client.get(f"/reports/kstt-06?period=2026-Q4&{query}", headers=SUPERVISOR)
    return dict(body(found))


def fields(found: dict[str, Any]) -> dict[str, int]:
    return {row["field"]["code"]: row["received"]["total"] for row in found["rows"]}


def received(client: FlaskClient, procedure: str) -> int:
    figures = body(client.get(f"/statistics/procedures/{procedure}", headers=SUPERVISOR))
    total: int = figures["received"]["total"]
    return total


def test_it_counts_under_the_right_field_agency_and_date(
    client: FlaskClient, database: Database
) -> None:
    """The agency it went to by mistake has nothing of it, nor is it late by a wrong term."""
    assert report(client)["total"]["pending"]["late"] == 1

    hear(database, MOVED, event_id=30)

    assert fields(report(client)) == {"DD": 1}
    assert report(client)["total"]["pending"] == {"total": 1, "in_time": 1, "late": 0}
    assert report(client, view="competent", agency="H56.12")["total"]["received"]["total"] == 0
    assert report(client, view="competent", agency="H56.13")["total"]["received"]["total"] == 1
    with database.read() as tx:
        assert check_totals(tx) == []


def test_a_report_of_before_stays_what_it_was(client: FlaskClient, database: Database) -> None:
    """By the dates of events, never by what is known today."""
    hear(database, MOVED, event_id=30)

    found = report(client, as_of="2026-11-23T09:00%2B07:00")

    assert fields(found) == {"HT": 1}


def test_open_figures_follow_the_last_correction(client: FlaskClient, database: Database) -> None:
    """Received and resolved under one procedure, never under both."""
    hear(database, MOVED, event_id=30)
    hear(database, replace(finished(1, "early"), procedure=RIGHT.procedure), event_id=40)

    assert (received(client, WRONG.procedure), received(client, RIGHT.procedure)) == (0, 1)
    hear(
        database,
        replace(MOVED, procedure=WRONG.procedure, corrected_at=FILED + timedelta(hours=4)),
        event_id=50,
        sequence=2,
    )
    assert (received(client, WRONG.procedure), received(client, RIGHT.procedure)) == (1, 0)


def test_data_alone_are_no_fact(client: FlaskClient, database: Database) -> None:
    """A phone number put right moves no figure."""
    hear(
        database,
        replace(MOVED, moved=False, procedure=WRONG.procedure, due_at=WRONG.due_at),
        event_id=30,
    )

    assert fields(report(client)) == {"HT": 1}
    with database.read() as tx:
        kinds = tx.exec_driver_sql("SELECT kind FROM fact").scalars().all()
    assert kinds == ["accepted"]
