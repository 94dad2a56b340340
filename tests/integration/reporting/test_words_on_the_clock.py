"""What was said of a dossier's clock decides whether it is pending in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from chassis.db import Database
from chassis.testing.clock import FrozenClock
from chassis.testing.databases import cloned_database
from contracts.events import Event
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierSupplemented,
    SupplementRequested,
)
from services.reporting.facts.domain.fact import Fact, Kind
from services.reporting.facts.store.facts import PgFacts
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
    hear,
)

HOUR = timedelta(hours=1)
NEXT_WEEK = NOW + timedelta(days=7)
CODE = accepted(1).code
WHOSE = {
    "code": CODE,
    "procedure": "1.001193",
    "receiving_agency": "H56.14797",
    "competent_agency": "H56.12",
}
ASKED = SupplementRequested(
    **WHOSE,
    accepted=True,
    requested_at=FILED + HOUR,
    supplement_by=NEXT_WEEK,
    officer="officer-017",
)
PAUSED = DossierPaused(**WHOSE, paused_at=FILED + HOUR)


def supplemented(due_at: datetime) -> DossierSupplemented:
    return DossierSupplemented(
        **WHOSE,
        supplemented_at=FILED + 2 * HOUR,
        due_at=due_at,
        due_provisional=False,
        officer="officer-017",
    )


def resumed(due_at: datetime) -> DossierResumed:
    return DossierResumed(
        **WHOSE, resumed_at=FILED + 2 * HOUR, due_at=due_at, due_provisional=False
    )


def replanned(clock: str, new_at: datetime) -> DossierReplanned:
    return DossierReplanned(
        **WHOSE,
        clock=clock,
        old_at=FILED + 10 * HOUR,
        new_at=new_at,
        provisional=False,
        calendar="vn",
        calendar_version=2,
        ground="12729/VPCP-KGVX",
        replanned_at=FILED + 3 * HOUR,
    )


@pytest.fixture
def database() -> Iterator[Database]:
    """Yield a database of the test's own, with the agencies and the procedure."""
    with cloned_database("reporting") as url:
        made = Database(url, name="test reporting")
        hear(made, agency("H56", None), agency("H56.14797", "H56"), agency("H56.12", "H56"))
        hear(made, PROCEDURE, event_id=10)
        yield made
        made.dispose()


def pending(database: Database, as_of: str = "") -> dict[str, int]:
    """Return the pending columns of the total row."""
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as client:
        answer = client.get(f"/reports/kstt-06?period=2026-Q4{as_of}", headers=SUPERVISOR)
    found: dict[str, int] = body(answer)["total"]["pending"]
    return found


@pytest.mark.parametrize(
    ("said", "late"),
    [
        ((), 1),
        ((ASKED,), 0),
        ((ASKED, supplemented(NEXT_WEEK)), 0),
        ((ASKED, supplemented(NOW - 24 * HOUR)), 1),
        ((PAUSED,), 0),
        ((PAUSED, resumed(NEXT_WEEK)), 0),
        ((PAUSED, resumed(NOW - 24 * HOUR)), 1),
        ((replanned("term", NEXT_WEEK),), 0),
        ((replanned("answer", NEXT_WEEK),), 1),
        ((ASKED, replanned("supplement", NOW - 24 * HOUR)), 0),
    ],
)
def test_pending_follows_what_was_said_last(
    database: Database, said: tuple[Event, ...], late: int
) -> None:
    """Heard in any order: the last event is heard first here."""
    events: tuple[Event, ...] = (accepted(1), *said)
    for number, event in reversed(list(enumerate(events, start=1))):
        hear(database, event, sequence=number, event_id=100 + number)

    assert pending(database) == {"total": 1, "in_time": 1 - late, "late": late}


def test_report_as_of_an_hour_ago_knows_the_date_of_then(database: Database) -> None:
    """It stood at half past nine, ran again at ten and was late two days later."""
    events: tuple[Event, ...] = (accepted(1), PAUSED, resumed(NOW - 24 * HOUR))
    for number, event in enumerate(events, start=1):
        hear(database, event, sequence=number, event_id=100 + number)

    assert pending(database)["late"] == 1
    assert pending(database, "&as_of=2026-11-23T09:30%2B07:00")["in_time"] == 1


def test_who_withdrew_before_acceptance_is_not_in_open_figures(database: Database) -> None:
    """Only who was received can be counted as resolved."""
    withdrawn = Fact(
        event_id=UUID(int=900),
        kind=Kind.WITHDRAWN,
        dossier=CODE,
        occurred_at=FILED + HOUR,
        recorded_at=NOW,
        procedure="1.001193",
    )
    with database.transaction() as tx:
        PgFacts(tx).add([withdrawn])
    with app_of(database, FrozenClock(NOW), FakeAuthenticator()).test_client() as client:
        answer = body(client.get("/statistics/procedures/1.001193", headers=SUPERVISOR))

    assert answer["resolved"]["total"] == 0
    assert answer["received"]["total"] == 0
