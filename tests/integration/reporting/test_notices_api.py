"""The report of notices over HTTP: whose, in which form, and what notification is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.clients import Reply
from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from services.reporting.wiring.service import app_of
from tests.integration.reporting.told import NOW, FakeAuthenticator, body, tell
from tests.unit.reporting.test_notices import LINES


@dataclass
class FakeNotification:
    """Answers with some lines, and keeps what it was asked."""

    status: int = HTTPStatus.OK
    lines: list[dict[str, Any]] = field(default_factory=lambda: [asdict(line) for line in LINES])
    asked: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        assert (method, path) == ("POST", "/internal/notice-figures")
        self.asked.append(orjson.loads(orjson.dumps(document)))
        answer = {"settled_to": "2026-11-17", "lines": self.lines, "new": "field"}
        return Reply(status=self.status, headers={}, body=orjson.dumps(answer))


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """One database for all tests, which read."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test notices")
        tell(made)
        yield made
        made.dispose()


@pytest.fixture
def notification() -> FakeNotification:
    return FakeNotification()


@pytest.fixture
def client(database: Database, notification: FakeNotification) -> Iterator[FlaskClient]:
    app = app_of(database, FrozenClock(NOW), FakeAuthenticator(), notification)
    with app.test_client() as made:
        yield made


def ask(client: FlaskClient, person: str, query: str = "period=2026-Q4") -> TestResponse:
    headers = {"Authorization": f"Bearer {person}"}
    return client.get(f"/reports/notices?{query}", headers=headers)


@pytest.mark.parametrize(
    ("person", "more", "agencies"),
    [
        ("supervisor", "", None),
        ("supervisor", "&agency=H56", ["H56", "H56.12", "H56.14797"]),
        ("supervisor", "&agency=H56.12", ["H56.12"]),
        ("head", "", ["H56.14797"]),
    ],
)
def test_leaders_hear_of_the_agencies_they_answer_for(
    client: FlaskClient,
    notification: FakeNotification,
    person: str,
    more: str,
    agencies: list[str] | None,
) -> None:
    """A head of the own and those below it, a supervisor of the province."""
    answer = ask(client, person, f"period=2026-Q4{more}")

    assert answer.status_code == HTTPStatus.OK
    assert body(answer)["by_agency"][0]["agency"] == {
        "code": "H56.14797",
        "name": "Cơ quan H56.14797" if agencies != ["H56.12"] else "H56.14797",
    }
    assert notification.asked == [
        {"first": "2026-09-15", "last": "2026-11-25", "agencies": agencies}
    ]


@pytest.mark.parametrize(
    ("person", "query", "status"),
    [
        ("head", "period=2026-Q4&agency=H56.12", 403),
        ("head", "period=2026-Q4&agency=H56", 403),
        ("officer", "period=2026-Q4", 403),
        ("nobody", "period=2026-Q4", 401),
        ("stranger", "period=2026-Q4", 401),
        ("supervisor", "period=2026-Q4&agency=H99", 404),
        ("supervisor", "", 422),
        ("supervisor", "period=2026-Q5", 422),
        ("supervisor", "period=2027-01", 422),
        ("supervisor", "period=2026-Q4&format=exe", 422),
        ("supervisor", "period=2026-Q4&as_of=2026-11-24", 422),
    ],
)
def test_others_and_bad_questions_reach_no_notification(
    client: FlaskClient, notification: FakeNotification, person: str, query: str, status: int
) -> None:
    answer = ask(client, person, query)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert notification.asked == []


def test_it_comes_as_a_sheet(client: FlaskClient) -> None:
    answer = ask(client, "head", "period=2026-11&format=csv")

    assert answer.content_type == "text/csv; charset=utf-8"
    assert "notices_2026-11_H56.14797.csv" in answer.headers["Content-Disposition"]
    assert "Sự kiện,dossier-accepted,Đã tiếp nhận hồ sơ,1,1,0" in answer.get_data(as_text=True)


def test_without_notification_there_is_no_report(
    client: FlaskClient, notification: FakeNotification, database: Database
) -> None:
    """And no half of one."""
    notification.status = HTTPStatus.INTERNAL_SERVER_ERROR
    app = app_of(database, FrozenClock(NOW), FakeAuthenticator())

    assert ask(client, "supervisor").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert ask(app.test_client(), "supervisor").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_figures_that_do_not_add_up_are_not_handed_out(
    client: FlaskClient, notification: FakeNotification
) -> None:
    notification.lines[0]["messages"]["cost"] += 1

    assert ask(client, "supervisor").status_code == HTTPStatus.INTERNAL_SERVER_ERROR
