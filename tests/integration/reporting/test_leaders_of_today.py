"""Reports are shown to leaders of today: the register of officers arrives as events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from contracts.events.routing import OfficerSet
from services.reporting.wiring.service import app_of
from tests.integration.reporting.told import NOW, FakeAuthenticator, hear, tell

HEAD = {"Authorization": "Bearer head"}
REPORT = "/reports/kstt-06?period=2026-Q4"
ID = "01a205ba-84eb-7777-ab98-ac614782c601"
TODAY, DAY = NOW.date(), timedelta(days=1)


@pytest.fixture(scope="module")
def told() -> Iterator[Database]:
    """Give reporting some dossiers to count."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test leaders")
        tell(made)
        yield made
        made.dispose()


@pytest.fixture
def database(told: Database) -> Database:
    """Give it without officers."""
    with told.transaction() as tx:
        tx.execute(text("TRUNCATE officer"))
    return told


@pytest.fixture
def client(database: Database) -> Iterator[FlaskClient]:
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as made:
        yield made


def officer(
    last: date | None, *roles: str, account: str = "h", agency: str = "H56.14797"
) -> OfficerSet:
    return OfficerSet(
        officer=ID,
        account=account,
        agency=agency,
        post="Chủ tịch",
        roles=roles or ("head",),
        first_day=TODAY - 30 * DAY,
        last_day=last,
        changed_at=NOW,
    )


def asked(client: FlaskClient, agency: str = "") -> int:
    return client.get(REPORT + (f"&agency={agency}" if agency else ""), headers=HEAD).status_code


def test_a_head_whose_office_ends_reads_no_more(database: Database, client: FlaskClient) -> None:
    """From the event on, whatever the token says; on the last day still."""
    hear(database, officer(None))
    assert (asked(client), asked(client, "H56.14797")) == (200, 200)
    hear(database, officer(TODAY), event_id=1, sequence=2)
    assert asked(client) == 200

    hear(database, officer(TODAY - DAY), event_id=2, sequence=3)

    assert (asked(client), asked(client, "H56.14797")) == (403, 403)


def test_words_that_come_late_change_nothing(database: Database, client: FlaskClient) -> None:
    """The highest sequence wins, in any order of arrival."""
    hear(database, officer(TODAY - DAY), event_id=3, sequence=3)
    hear(database, officer(None), event_id=4, sequence=2)

    assert asked(client) == 403


@pytest.mark.parametrize(
    "held",
    [officer(None, agency="H56.12"), officer(None, "officer", "approver")],
    ids=["moved", "head no more"],
)
def test_who_was_moved_reads_no_more(
    database: Database, client: FlaskClient, held: OfficerSet
) -> None:
    """At home one holds what both token and register give."""
    hear(database, held, event_id=5)

    assert asked(client) == 403


def test_somebody_elses_end_is_not_mine(database: Database, client: FlaskClient) -> None:
    """Who is not in the register stands where the token says."""
    hear(database, officer(TODAY - DAY, account="h2"), event_id=6)

    assert asked(client) == 200
