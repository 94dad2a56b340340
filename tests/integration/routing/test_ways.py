"""The way of a case on a real database: legs not chosen, money waited for, lateness."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from contracts.events.result import DossierReopened
from contracts.events.ways import JudgedCondition
from kernel.condition import comparisons, condition_from_document
from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import (
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    SIGN,
    leg,
    officer,
    step,
)

OFFICER = officer(Role.OFFICER)
APPROVER = officer(Role.APPROVER, subject="approver-1")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
RESIDES = {"value": "form/resides", "eq": True}
CHOICE: dict[str, object] = {
    "legs": [
        leg("birth", [SIGN]),
        leg("residence", [step("enter")], after=["birth"]) | {"when": RESIDES},
        leg("card", [step("issue")], after=["residence"]),
    ]
}
RECEIPT_STEP = step("receipt", hours=0) | {"kind": "payment"}
PAID: dict[str, object] = {
    "legs": [
        leg("tax", [step("assess")]),
        leg("pay", [RECEIPT_STEP], after=["tax"], hours=0),
    ]
}
RECEIPT = {"number": "KB-1", "paid_on": "2026-11-02", "amount": 12_500_000}


def judged(*, holds: bool) -> tuple[JudgedCondition, ...]:
    parts = comparisons(condition_from_document(RESIDES))
    return tuple(JudgedCondition(name=part.name, holds=holds) for part in parts)


def told(suite: Suite, name: str) -> list[dict[str, Any]]:
    """Return what the events of one type carry, in order."""
    wanted = text("SELECT data FROM event_log WHERE type = :type ORDER BY position")
    with suite.database.read() as tx:
        return list(tx.scalars(wanted, {"type": f"routing.{name}.v1"}))


def statuses(suite: Suite) -> dict[str, str]:
    case = suite.get(f"/internal/cases/{DOSSIER}", None).get_json()
    return {each["leg"]: each["status"] for each in case["legs"]}


@pytest.mark.parametrize("holds", [True, False])
def test_a_leg_not_chosen_is_passed_over_and_the_next_one_starts(
    suite: Suite, *, holds: bool
) -> None:
    """By what intake judged, read back from the database; the outbox tells it once."""
    suite.hear_reference(CHOICE)
    agencies = {"birth": COMMUNE, "residence": INSURANCE, "card": COMMUNE}
    suite.hear(replace(accepted(legs=agencies), conditions=judged(holds=holds)))
    suite.do(APPROVER, "approve")

    if holds:
        assert statuses(suite) == {"birth": "finished", "residence": "running", "card": "waiting"}
        assert told(suite, "leg-skipped") == []
        suite.do(INSURER, "complete")
    else:
        assert statuses(suite) == {"birth": "finished", "residence": "skipped", "card": "running"}
        (skipped,) = told(suite, "leg-skipped")
        assert (skipped["leg"], skipped["agency"]) == ("residence", INSURANCE)
        assert suite.worklist(INSURER) == []
    suite.do(OFFICER, "complete")
    started = [each["leg"] for each in told(suite, "leg-started")]
    assert started == (["birth", "residence", "card"] if holds else ["birth", "card"])
    assert [each["outcome"] for each in told(suite, "case-decided")] == ["approved"]


@pytest.fixture
def paying(suite: Suite) -> dict[str, Any]:
    """Give the claimed task that waits for the applicant's payment."""
    suite.hear_reference(PAID)
    suite.hear(accepted(legs={"tax": COMMUNE, "pay": COMMUNE}))
    suite.do(OFFICER, "complete")
    task: dict[str, Any] = suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim").get_json()
    return task


def test_a_payment_stops_the_case_until_the_receipt_of_the_treasury(
    suite: Suite, paying: dict[str, Any]
) -> None:
    """Nothing but the receipt ends it, it is told with the receipt, and it is taken once."""
    refused = suite.act(OFFICER, paying, "complete")
    found = suite.said()[-1]
    paid = suite.act(OFFICER, paying, "confirm-payment", {"receipt": RECEIPT})
    again = suite.act(
        OFFICER, paid.get_json(), "confirm-payment", {"receipt": RECEIPT | {"number": "KB-2"}}
    )

    assert paying["due_at"] is None
    assert (refused.status_code, found) == (409, "obligation-found")
    assert refused.get_json()["type"].endswith("/case-suspended")
    assert paid.status_code == 200
    assert again.status_code == 409
    assert again.get_json()["type"].endswith("/task-ended")
    (met,) = told(suite, "obligation-met")
    assert (met["receipt_number"], met["paid_on"], met["amount"]) == tuple(RECEIPT.values())
    assert statuses(suite) == {"tax": "finished", "pay": "finished"}
    assert suite.said().count("case-decided") == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"receipt": RECEIPT | {"paid_on": "2026-11-03"}}],
    ids=["no receipt", "a day to come"],
)
def test_a_payment_does_not_end_by_word_of_mouth(
    suite: Suite, paying: dict[str, Any], body: dict[str, Any]
) -> None:
    """Refused, and nothing is left behind: the right receipt still ends it."""
    before = suite.said()
    refused = suite.act(OFFICER, paying, "confirm-payment", body)

    assert refused.status_code == 422, refused.get_data(as_text=True)
    assert suite.said() == before
    right = suite.act(OFFICER, paying, "confirm-payment", {"receipt": RECEIPT})
    assert right.status_code == 200


def test_the_leg_that_took_too_long_is_late_and_not_the_one_behind_it(suite: Suite) -> None:
    """The second begins after its dossier's due date and still has a term of its own."""
    suite.hear_reference(
        {"legs": [leg("slow", [step("s")]), leg("quick", [step("s")], after=["slow"])]}
    )
    suite.hear(accepted(legs={"slow": COMMUNE, "quick": INSURANCE}))
    suite.clock.advance(days=21)
    suite.do(OFFICER, "complete")
    suite.clock.advance(hours=1)
    suite.do(INSURER, "complete")

    slow, quick = told(suite, "leg-finished")
    assert (slow["leg"], slow["agency"], slow["late"]) == ("slow", COMMUNE, True)
    assert (quick["leg"], quick["agency"], quick["late"]) == ("quick", INSURANCE, False)
    assert slow["own_due_at"] == "2026-11-03T08:00:00+07:00"
    assert quick["due_at"] < quick["finished_at"] < quick["own_due_at"]


@pytest.mark.parametrize(
    "process",
    [PAID, {"legs": [leg("tax", [step("assess"), RECEIPT_STEP])]}],
    ids=["a leg of its own", "the last step of the leg"],
)
def test_a_result_taken_back_behind_a_payment_is_worked_on_and_not_paid_again(
    suite: Suite, process: dict[str, Any]
) -> None:
    """The receipt is read back from the database: the officer's step goes on, money stays paid."""
    agencies = {each["id"]: COMMUNE for each in process["legs"]}
    suite.hear_reference(process)
    suite.hear(accepted(legs=agencies))
    suite.do(OFFICER, "complete")
    paying = suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim").get_json()
    paid = suite.act(OFFICER, paying, "confirm-payment", {"receipt": RECEIPT})
    assert paid.status_code == 200, paid.get_data(as_text=True)
    suite.hear(
        DossierReopened(
            code=DOSSIER,
            procedure="2.001023",
            receiving_agency=COMMUNE,
            competent_agency=COMMUNE,
            cause="error",
            finished_at=MONDAY,
            reopened_at=MONDAY,
            due_at=None,
            officer="head-1",
        )
    )

    done = dict.fromkeys(agencies, "finished")
    assert statuses(suite) == done | {"tax": "running"}
    suite.do(OFFICER, "complete")
    assert statuses(suite) == done
    assert suite.said().count("obligation-found") == 1
    assert suite.said().count("case-decided") == 2
