"""Money owed and paid, said over HTTP by who works on the step; clocks follow intake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.subscription import apply
from contracts.events.clock import DossierPaused, DossierResumed
from kernel.rights import Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted, envelope
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    leg,
    officer,
    step,
)

TAX = officer(Role.OFFICER)
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
STRANGER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
CITIZEN = officer(Role.CITIZEN, subject="citizen-1", agency=None)
LAND: dict[str, object] = {
    "legs": [
        leg("registration", [step("notice", actions=("complete", "request-payment"))]),
        leg("insurance", [step("issue")], after=["registration"], hours=8),
    ]
}


@pytest.fixture
def mine(suite: Suite) -> dict[str, Any]:
    """Give the claimed task of the step that may ask for money."""
    suite.hear_reference(LAND)
    suite.hear(accepted())
    task: dict[str, Any] = suite.act(TAX, suite.worklist(TAX)[0], "claim").get_json()
    return task


def hear(suite: Suite, event: DossierPaused | DossierResumed) -> None:
    """Let intake's word on the dossier's clock arrive."""
    with suite.database.transaction() as tx:
        apply(suite.handlers.follow_dossier, tx, [(envelope(event, 2), event)])


def paused(at: datetime) -> DossierPaused:
    return DossierPaused(
        code=DOSSIER,
        procedure=PROCEDURE,
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        paused_at=at,
    )


def resumed(at: datetime, due_at: datetime) -> DossierResumed:
    return DossierResumed(
        code=DOSSIER,
        procedure=PROCEDURE,
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        resumed_at=at,
        due_at=due_at,
        due_provisional=False,
    )


def test_money_owed_and_paid_stops_the_task_and_lets_it_run_on(
    suite: Suite, mine: dict[str, Any]
) -> None:
    """Two of four hours are used; the other two run from the payment on."""
    suite.clock.advance(hours=2)
    owed = suite.act(TAX, mine, "request-payment").get_json()
    hear(suite, paused(MONDAY + timedelta(hours=2)))
    suite.clock.advance(days=2)
    paid = suite.act(TAX, owed, "confirm-payment").get_json()
    still = suite.worklist(TAX)[0]["due_at"]
    hear(suite, resumed(MONDAY + timedelta(days=2, hours=2), MONDAY + timedelta(days=14)))
    again = suite.worklist(TAX)[0]

    assert mine["due_at"] == "2026-11-02T14:00:00+07:00"
    assert owed["due_at"] is None
    assert still is None
    assert again["due_at"] == "2026-11-04T14:00:00+07:00"
    assert suite.said()[-2:] == ["obligation-found", "obligation-met"]
    assert [line["action"] for line in paid["history"]] == [
        "claim",
        "request-payment",
        "confirm-payment",
    ]
    assert suite.act(TAX, again, "complete").status_code == 200


def test_what_is_said_names_agency_and_officer(suite: Suite, mine: dict[str, Any]) -> None:
    """And nobody who owes."""
    suite.act(TAX, mine, "request-payment")
    with suite.database.read() as tx:
        data = tx.scalar(text("SELECT data FROM event_log WHERE type LIKE '%obligation-found%'"))

    assert set(data) == {"dossier", "case", "agency", "officer", "found_at", "case_number"}
    assert (data["agency"], data["officer"]) == (COMMUNE, TAX.subject)


@pytest.mark.parametrize("action", ["request-payment", "confirm-payment"])
def test_it_is_said_with_version_and_key_by_the_owner_alone(
    suite: Suite, mine: dict[str, Any], action: str
) -> None:
    """Strangers see nothing, colleagues are refused, stale versions too; nothing is said."""
    before = suite.said()
    path = f"/tasks/{mine['task']}/{action}"
    headers = suite._headers(TAX, "gateway")
    answers = {
        "stranger": suite.act(STRANGER, mine, action).status_code,
        "citizen": suite.act(CITIZEN, mine, action).status_code,
        "colleague": suite.act(COLLEAGUE, mine, action).status_code,
        "stale": suite.act(TAX, mine | {"etag": "1"}, action).status_code,
        "no version": suite.client.post(
            path, json={}, headers=headers | {"Idempotency-Key": "12345678"}
        ).status_code,
        "no key": suite.client.post(
            path, json={}, headers=headers | {"If-Match": f'"{mine["etag"]}"'}
        ).status_code,
    }

    assert answers == {
        "stranger": 404,
        "citizen": 403,
        "colleague": 409,
        "stale": 412,
        "no version": 428,
        "no key": 400,
    }
    assert suite.said() == before


def test_the_same_word_twice_is_said_once(suite: Suite, mine: dict[str, Any]) -> None:
    """By the key; with another key it is refused: the case stands already."""
    once = suite.act(TAX, mine, "request-payment", Idempotency_Key="key-number-9")
    again = suite.act(TAX, mine, "request-payment", Idempotency_Key="key-number-9")
    other = suite.act(TAX, once.get_json(), "request-payment")

    assert (again.status_code, again.data) == (200, once.data)
    assert other.status_code == 409
    assert suite.said().count("obligation-found") == 1


def test_nothing_owed_cannot_be_paid(suite: Suite, mine: dict[str, Any]) -> None:
    """Neither before the request nor a second time."""
    early = suite.act(TAX, mine, "confirm-payment")
    owed = suite.act(TAX, mine, "request-payment").get_json()
    paid = suite.act(TAX, owed, "confirm-payment").get_json()
    twice = suite.act(TAX, paid, "confirm-payment")

    assert (early.status_code, twice.status_code) == (409, 409)
    assert suite.said().count("obligation-met") == 1


def test_a_step_that_asks_for_no_money_refuses_it(suite: Suite) -> None:
    """Only where the process has `request-payment`, and only once claimed."""
    suite.hear_reference()
    suite.hear(accepted())
    free = suite.worklist(TAX)[0]
    unclaimed = suite.act(TAX, free, "request-payment").status_code
    claimed = suite.act(TAX, free, "claim").get_json()

    assert unclaimed == 409
    assert suite.act(TAX, claimed, "request-payment").status_code == 409
    assert "request-payment" not in claimed["actions"]


def test_who_may_ask_is_offered_to_ask(mine: dict[str, Any]) -> None:
    """Both words stand among the actions of the claimed task."""
    assert {"request-payment", "confirm-payment"} <= set(mine["actions"])
