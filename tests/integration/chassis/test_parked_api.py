"""`/admin/{service}/parked`: for administrators through the gateway alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.db import Database
from chassis.http import AppParts, create_app
from chassis.identifiers import new_id
from chassis.inbox import Inbox
from chassis.parked_api import parked_blueprint
from chassis.subscription import Park
from kernel.errors import UnauthenticatedError
from kernel.rights import Actor, Role
from tests.integration.chassis.bus import Effects, body, with_effects

BASE = "/admin/routing/parked"
TYPE = "intake.dossier-handed-over.v1"
ADMIN = "gateway:admin"


class FakeAuthenticator:
    """Takes `service:role` for a token."""

    def verify(self, token: str) -> Caller:
        service, _, role = token.partition(":")
        if not role:
            raise UnauthenticatedError
        return Caller(service, Actor(subject=f"{role}-1", roles=frozenset({Role(role)})))


def bearer(who: str = ADMIN) -> dict[str, str]:
    return {"Authorization": f"Bearer {who}"}


@pytest.fixture
def database(chassis_database: Database) -> Database:
    """Give a database in which three events are parked."""
    made = with_effects(chassis_database)
    effects = Effects()
    for number in range(3):
        effects.failing[f"dossier/P{number}:1"] = Park("agency unknown")
    inbox: Inbox = effects.inbox(made)
    inbox.work([inbox.reader.read(body(f"P{number}", event_id=new_id())) for number in range(3)])
    return made


@pytest.fixture
def client(database: Database) -> FlaskClient:
    """Give a client of an app that offers nothing else."""
    app = create_app(
        AppParts(
            name="routing",
            title="routing",
            blueprints=(parked_blueprint(database, "routing"),),
            authenticator=FakeAuthenticator(),
            ready={},
        )
    )
    return app.test_client()


def json_of(answer: TestResponse) -> Any:  # noqa: ANN401 -- any JSON value
    return answer.get_json()


def actions_in(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as tx:
        rows = tx.execute(text("SELECT operator, door, action FROM operator_action"))
        return [(row.operator, row.door, row.action) for row in rows]


def test_pages_follow_each_other(client: FlaskClient) -> None:
    """The cursor leads on, the last page has none; the link keeps the conditions."""
    first = client.get(f"{BASE}?limit=2&reason=agency+unknown", headers=bearer())
    rest = client.get(first.headers["Link"].partition(">")[0][1:], headers=bearer())

    assert (len(json_of(first)["items"]), len(json_of(rest)["items"])) == (2, 1)
    assert json_of(rest)["cursor"] is None
    assert json_of(first)["items"][0]["type"] == TYPE


def test_one_is_shown_with_its_event(client: FlaskClient) -> None:
    """404 for what is not parked."""
    [item, *_] = json_of(client.get(BASE, headers=bearer()))["items"]
    shown = json_of(client.get(f"{BASE}/{item['event_id']}", headers=bearer()))
    unknown = client.get(f"{BASE}/{UUID(int=0)}", headers=bearer())

    assert shown["event"]["id"] == item["event_id"]
    assert shown["bytes"] is None
    assert unknown.status_code == 404


def test_they_are_counted_by_cause(client: FlaskClient) -> None:
    """One row a cause and type."""
    [group] = json_of(client.get(f"{BASE}/groups", headers=bearer()))["items"]

    assert (group["reason"], group["type"], group["events"]) == ("agency unknown", TYPE, 3)


def test_a_dry_run_only_counts(client: FlaskClient, database: Database) -> None:
    """Nothing is done and nothing written down."""
    answer = client.post(f"{BASE}/discard", json={"all": True, "dry_run": True}, headers=bearer())

    assert answer.json == {"events": 3, "dry_run": True}
    assert actions_in(database) == []
    assert len(json_of(client.get(BASE, headers=bearer()))["items"]) == 3


def test_an_order_is_done_and_written_down_under_its_actor(
    client: FlaskClient, database: Database
) -> None:
    """The account's subject, the door, the action."""
    answer = client.post(f"{BASE}/replay", json={"type": TYPE}, headers=bearer())

    assert answer.json == {"events": 3, "dry_run": False}
    assert actions_in(database) == [("admin-1", "http", "replay")]
    assert json_of(client.get(BASE, headers=bearer()))["items"] == []


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"dry_run": True},
        {"all": False},
        {"event_ids": []},
        {"event_ids": ["x"]},
        {"reason": ""},
        {"reason": "a\u0000b"},
        {"before": "2026-11-23T10:00"},
        {"all": True, "everything": True},
    ],
)
def test_an_order_that_names_nothing_or_something_wrong_is_422(
    client: FlaskClient, database: Database, order: dict[str, object]
) -> None:
    """An empty order must never mean all."""
    answer = client.post(f"{BASE}/discard", json=order, headers=bearer())

    assert answer.status_code == 422
    assert actions_in(database) == []


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ("gateway:officer", 403),
        ("gateway:supervisor", 403),
        ("gateway:citizen", 403),
        ("intake:admin", 403),
        ("", 401),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/groups"),
        ("GET", f"/{UUID(int=1)}"),
        ("POST", "/replay"),
        ("POST", "/discard"),
    ],
)
def test_nobody_else_gets_in(
    client: FlaskClient, token: str, status: int, method: str, path: str
) -> None:
    """Other roles, other services, no token."""
    json = {"all": True} if method == "POST" else None
    answer = client.open(BASE + path, method=method, json=json, headers=bearer(token))

    assert answer.status_code == status


def test_a_cursor_of_somebody_else_is_422(client: FlaskClient) -> None:
    """Whatever stands in it."""
    for cursor in ("x", "AAAA", "MjAyNi0xMS0yM1QxMDowMCB4"):
        assert client.get(f"{BASE}?cursor={cursor}", headers=bearer()).status_code == 422
