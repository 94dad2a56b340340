"""Reports over HTTP, from events to JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from contracts.envelope import Envelope
from contracts.events import Event, subject_of
from contracts.events.intake import (
    AgencyPublished,
    DossierAccepted,
    DossierFinished,
    DossierRated,
    ProcedurePublished,
)
from kernel.clock import VIETNAM
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role
from services.reporting.wiring import app_of, build_handlers

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
FILED = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
SUPERVISOR = {"Authorization": "Bearer supervisor"}


class FakeAuthenticator:
    """Knows people by their first name."""

    people: ClassVar[dict[str, Actor | None]] = {
        "supervisor": Actor(subject="s", roles=frozenset({Role.SUPERVISOR})),
        "head": Actor(subject="h", roles=frozenset({Role.HEAD}), agency="H56.14797"),
        "officer": Actor(subject="o", roles=frozenset({Role.OFFICER}), agency="H56.14797"),
        "nobody": None,
    }

    def verify(self, token: str) -> Caller:
        if token not in self.people:
            raise UnauthenticatedError
        return Caller("gateway", self.people[token])


def agency(code: str, parent: str | None) -> AgencyPublished:
    return AgencyPublished(
        code=code,
        name=f"Cơ quan {code}",
        kind="commune",
        tier="commune",
        parent=parent,
        commune=None,
        area=(),
        address=None,
        phone=None,
        calendar="vn",
        office_hours={},
        valid_from=FILED.date(),
        valid_to=None,
    )


PROCEDURE = ProcedurePublished(
    procedure="1.001193",
    version=1,
    name="Đăng ký khai sinh",
    field_code="HT",
    field_name="Hộ tịch",
    tier="commune",
    legal_level=4,
    delivery_mode="full",
    process={},
    valid_from=FILED.date(),
    valid_to=None,
)


def accepted(number: int, channel: str = "online", at: datetime = FILED) -> DossierAccepted:
    return DossierAccepted(
        code=f"H56.14797-261123-{number:04}",
        procedure="1.001193",
        procedure_version=1,
        case=None,
        channel=channel,
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        legs=(),
        filed_at=at,
        received_at=at,
        accepted_at=at,
        term="1wd",
        due_at=at + timedelta(hours=10),
        due_provisional=False,
        officer="officer-017",
        language="vi",
    )


def finished(number: int, timeliness: str) -> DossierFinished:
    return DossierFinished(
        code=f"H56.14797-261123-{number:04}",
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        outcome="approved",
        finished_at=FILED + timedelta(hours=5),
        due_at=None,
        timeliness=timeliness,
    )


def rated(number: int, overall: int) -> DossierRated:
    return DossierRated(
        code=f"H56.14797-261123-{number:04}",
        procedure="1.001193",
        receiving_agency="H56.14797",
        competent_agency="H56.12",
        overall=overall,
        quality=None,
        time=None,
        cost=None,
        rated_at=FILED + timedelta(hours=6),
        channel="online",
    )


def hear(database: Database, *events: Event, sequence: int = 1, event_id: int = 0) -> None:
    """Apply events as the consumer does."""
    handlers = {row.event_class: row.handler for row in build_handlers(FrozenClock(NOW))}
    for number, event in enumerate(events, start=event_id):
        envelope = Envelope(
            id=UUID(int=number),
            source=event.TYPE.partition(".")[0],
            type=event.TYPE,
            subject=subject_of(event),
            time=NOW,
            sequence=sequence,
        )
        with database.transaction() as tx:
            handlers[type(event)](tx, envelope, event)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """One database for all tests, which read."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test reporting")
        tell(made)
        yield made
        made.dispose()


def tell(made: Database) -> None:
    """Let reporting hear of four dossiers."""
    hear(
        made,
        agency("H56", None),
        agency("H56.14797", "H56"),
        agency("H56.12", "H56"),
        PROCEDURE,
        accepted(1),
        accepted(2, "desk"),
        accepted(3),
        accepted(4, at=datetime(2026, 9, 1, 8, tzinfo=VIETNAM)),
        finished(1, "early"),
        finished(2, "late"),
        rated(1, 3),
        rated(2, 1),
    )


@pytest.fixture
def client(database: Database) -> Iterator[FlaskClient]:
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as made:
        yield made


def body(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON object of an answer."""
    document: dict[str, Any] = answer.get_json()
    return document


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
