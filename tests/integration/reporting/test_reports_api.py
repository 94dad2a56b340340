"""Reports over HTTP, from events to JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from services.reporting.wiring.service import app_of
from tests.integration.reporting.told import (
    NOW,
    SUPERVISOR,
    FakeAuthenticator,
    accepted,
    agency,
    body,
    hear,
    tell,
)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """One database for all tests, which read."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test reporting")
        tell(made)
        yield made
        made.dispose()


@pytest.fixture
def client(database: Database) -> Iterator[FlaskClient]:
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as made:
        yield made


def test_field_report_adds_up(client: FlaskClient) -> None:
    """Received online, at the desk and carried over; early and late; pending late."""
    answer = client.get("/reports/kstt-06?period=2026-Q4", headers=SUPERVISOR)

    assert answer.status_code == 200
    (row,) = body(answer)["rows"]
    assert row["field"] == {"code": "HT", "name": "Hộ tịch"}
    assert row["received"] == {"total": 4, "online": 2, "direct": 1, "carried_over": 1}
    assert row["resolved"] == {"total": 2, "early": 1, "on_time": 0, "late": 1}
    assert row["pending"] == {"total": 2, "in_time": 0, "late": 2}
    assert body(answer)["total"]["received"] == row["received"]
    assert body(answer)["identities"] is True
    assert body(answer)["period"] == {"name": "2026-Q4", "from": "2026-09-15", "to": "2026-12-14"}


def test_what_was_heard_twice_counts_once(client: FlaskClient, database: Database) -> None:
    """Even when the inbox were lost: a fact has the id of its event."""
    hear(database, accepted(1), event_id=4)
    answer = client.get("/reports/kstt-06?period=2026-Q4", headers=SUPERVISOR)

    assert body(answer)["total"]["received"]["total"] == 4


def test_views_count_under_receiving_or_competent_agency(client: FlaskClient) -> None:
    """Where papers are taken for others they differ."""
    totals = {
        (view, code): body(
            client.get(
                f"/reports/kstt-06?period=2026-Q4&agency={code}&view={view}", headers=SUPERVISOR
            )
        )["total"]["received"]["total"]
        for view in ("receiving", "competent")
        for code in ("H56", "H56.14797", "H56.12")
    }

    assert totals == {
        ("receiving", "H56"): 4,
        ("receiving", "H56.14797"): 4,
        ("receiving", "H56.12"): 0,
        ("competent", "H56"): 4,
        ("competent", "H56.14797"): 0,
        ("competent", "H56.12"): 4,
    }


def test_report_as_of_an_earlier_instant_is_what_it_was(client: FlaskClient) -> None:
    """Before noon nothing was finished; a plus that was not escaped is understood."""
    at = "2026-11-23T10:00+07:00"
    answer = client.get(f"/reports/kstt-06?period=2026-Q4&as_of={at}", headers=SUPERVISOR)

    assert body(answer)["total"]["resolved"]["total"] == 0
    assert body(answer)["as_of"] == "2026-11-23T10:00:00+07:00"


def test_head_gets_the_own_agency(client: FlaskClient) -> None:
    """And no other."""
    head = {"Authorization": "Bearer head"}
    own = client.get("/reports/kstt-06?period=2026-Q4", headers=head)
    other = client.get("/reports/kstt-06?period=2026-Q4&agency=H56.12", headers=head)

    assert body(own)["agency"]["code"] == "H56.14797"
    assert other.status_code == 403


@pytest.mark.parametrize(
    ("person", "status"), [("officer", 403), ("nobody", 401), ("stranger", 401)]
)
def test_report_needs_a_leader(client: FlaskClient, person: str, status: int) -> None:
    """Officers, anonymous callers and unknown tokens are refused."""
    headers = {"Authorization": f"Bearer {person}"}

    assert client.get("/reports/kstt-06?period=2026-Q4", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("period=2026-Q5", 422),
        ("period=2099-Q1", 422),
        ("period=2026-Q4&agency=nowhere", 422),
        ("period=2026-Q4&agency=H99", 404),
        ("period=2026-Q4&view=sideways", 422),
        ("period=2026-Q4&as_of=yesterday", 422),
        ("period=2026-Q4&as_of=2026-11-23T10:00", 422),
        ("period=2026-Q4&as_of=9999-12-31", 422),
        ("period=2026-Q4&as_of=2026-11-23T10:00%2B23:59", 422),
        ("period=2026-Q4&format=exe", 422),
        ("period=2026-Q4&sort=1;DROP TABLE fact", 422),
    ],
)
def test_bad_question_is_answered_as_a_problem(
    client: FlaskClient, query: str, status: int
) -> None:
    """With the field at fault, and nothing of ours inside."""
    answer = client.get(f"/reports/kstt-06?{query}", headers=SUPERVISOR)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_report_comes_as_a_sheet(client: FlaskClient) -> None:
    """With a name one can file it under."""
    answer = client.get("/reports/kstt-06?period=2026-Q4&format=csv", headers=SUPERVISOR)

    assert answer.content_type == "text/csv; charset=utf-8"
    assert "kstt-06_2026-Q4_province.csv" in answer.headers["Content-Disposition"]
    assert "Tổng số,4,2,1,1" in answer.get_data(as_text=True)


def test_open_figures_need_no_login(client: FlaskClient) -> None:
    """The year so far: received online, resolved, on time, satisfied."""
    answer = client.get(
        "/statistics/procedures/1.001193", headers={"Authorization": "Bearer nobody"}
    )

    assert body(answer)["received"] == {"total": 4, "online": 3}
    assert body(answer)["resolved"] == {"total": 2, "online": 1, "on_time_rate": 0.5}
    assert body(answer)["satisfaction"]["rate"] == 0.5
    assert body(answer)["since"] == "2026-01-01"


def test_open_figures_of_an_unknown_procedure_are_404(client: FlaskClient) -> None:
    """Nothing is counted for what was never published."""
    assert client.get("/statistics/procedures/9.999999", headers=SUPERVISOR).status_code == 404


def test_newer_word_on_an_agency_wins_in_any_order(
    client: FlaskClient, database: Database
) -> None:
    """Copies are not gated: an older event that comes late changes nothing."""
    newer = agency("H56.14797", "H56.12")
    hear(database, newer, sequence=3)
    hear(database, agency("H56.14797", "H56"), sequence=2)
    answer = client.get("/reports/kstt-06?period=2026-Q4&agency=H56.12", headers=SUPERVISOR)
    hear(database, agency("H56.14797", "H56"), sequence=4)

    assert body(answer)["total"]["received"]["total"] == 4
