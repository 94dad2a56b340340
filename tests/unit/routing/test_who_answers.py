"""Who had worked on a case that its owner takes back, or had decided it first."""

from __future__ import annotations

from dataclasses import replace

from services.routing.work.domain.case import Case, CaseStatus, Decision
from services.routing.work.domain.task import claim
from services.routing.work.domain.withdrawing import withdraw
from tests.unit.routing.samples import COMMUNE, MONDAY, opened


def in_charge(case: Case) -> str | None:
    return withdraw(case, requested_at=MONDAY, at=MONDAY)[1].in_charge


def test_who_holds_the_open_task_had_worked_on_it() -> None:
    """Nobody where it still waits in a queue."""
    case, _ = opened()
    (task,) = [one for one in case.tasks if one.open]
    held = case.with_task(claim(task, "officer-7"))

    assert in_charge(case) is None
    assert in_charge(held) == "officer-7"


def test_an_approval_on_the_way_is_no_decision() -> None:
    """While the case is open who holds it answers for it, and not who signed a part."""
    case, _ = opened()
    signed = replace(case, decision=Decision(agency=COMMUNE, officer="head-1"))

    assert in_charge(signed) is None
    assert in_charge(replace(signed, status=CaseStatus.APPROVED)) == "head-1"
    nobody = Decision(agency=COMMUNE, officer="")
    assert in_charge(replace(case, status=CaseStatus.APPROVED, decision=nobody)) is None
