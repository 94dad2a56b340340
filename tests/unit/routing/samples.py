"""Processes, cases and officers for the tests of routing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.events import Event
from kernel.calendar import Calendar
from kernel.clock import VIETNAM
from kernel.process import StepAction
from kernel.rights import Actor, Role
from kernel.working_time import STANDARD_HOURS, Schedule
from services.routing.process.domain.process import Process
from services.routing.process.domain.process_document import process_from_document
from services.routing.work.domain.case import Case
from services.routing.work.domain.ending import Verdict, end_step
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.opening import AcceptedDossier, open_case
from services.routing.work.domain.receipt import Receipt, end_payment
from services.routing.work.domain.starting import Change
from services.routing.work.domain.task import Task, claim

MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=VIETNAM)
DOSSIER = "H56.14797-261102-0001"
COMMUNE = "H56.14797"
INSURANCE = "H56.BHXH"
SCHEDULE = Schedule(
    Calendar(id="vn", version=1, days={}, first_year=2026, last_year=2027), STANDARD_HOURS
)


def step(
    step_id: str, role: str = "officer", actions: Iterable[str] = ("complete",), hours: float = 4
) -> dict[str, Any]:
    """Return the document of a step."""
    return {
        "id": step_id,
        "name": {"vi": f"Bước {step_id}", "en": f"Step {step_id}"},
        "role": role,
        "working_hours": hours,
        "actions": list(actions),
    }


def leg(
    leg_id: str, steps: Iterable[Mapping[str, Any]], after: Iterable[str] = (), hours: float = 8
) -> dict[str, Any]:
    """Return the document of a leg."""
    return {
        "id": leg_id,
        "name": {"vi": f"Chặng {leg_id}", "en": f"Leg {leg_id}"},
        "agency": "receiving",
        "working_hours": hours,
        "after": list(after),
        "steps": list(steps),
    }


SIGN = step("sign", "approver", ("approve", "return", "refuse"), 3)
BIRTH: dict[str, object] = {
    "legs": [
        leg("registration", [step("verify", hours=5), SIGN]),
        leg(
            "insurance",
            [step("appraise", actions=("complete", "return")), SIGN],
            after=["registration"],
            hours=56,
        ),
    ]
}
"""Birth registration, then the health card: two agencies one after the other."""


def process_of(document: object = None) -> Process:
    """Return the process of a document, the one of birth registration by default."""
    return process_from_document(document or BIRTH)


def numbers() -> Callable[[], UUID]:
    """Return a source of ids that count up."""
    made = iter(range(1, 10**6))
    return lambda: UUID(int=next(made))


def occasion(process: Process, new_id: Callable[[], UUID], at: datetime = MONDAY) -> Occasion:
    """Return an occasion with one office clock for the agencies of every leg."""
    agencies = {agency_of(leg.id) for leg in process.legs}
    return Occasion(at=at, schedules=dict.fromkeys(agencies, SCHEDULE), new_id=new_id)


def agency_of(leg_id: str) -> str:
    """Return the agency that a leg goes to in these tests."""
    return INSURANCE if leg_id == "insurance" else COMMUNE


def opened(
    process: Process | None = None,
    *,
    new_id: Callable[[], UUID] | None = None,
    due_at: datetime | None = None,
    conditions: Mapping[str, bool] | None = None,
) -> Change:
    """Return a case just opened on Monday morning, and what was said."""
    process = process or process_of()
    ids = new_id or numbers()
    dossier = AcceptedDossier(
        code=DOSSIER,
        procedure="2.001023",
        procedure_version=1,
        receiving_agency=COMMUNE,
        competent_agency=COMMUNE,
        agencies={leg.id: agency_of(leg.id) for leg in process.legs},
        due_at=due_at,
        conditions=conditions or {},
    )
    return open_case(dossier, process, case_id=ids(), occasion=occasion(process, ids))


class Walk:
    """Takes a case forward, one officer's act after the other, and keeps what was said."""

    def __init__(
        self,
        process: Process | None = None,
        due_at: datetime | None = None,
        conditions: Mapping[str, bool] | None = None,
    ) -> None:
        self.new_id = numbers()
        self.at = MONDAY
        self.case, said = opened(process, new_id=self.new_id, due_at=due_at, conditions=conditions)
        self.said: list[Event] = list(said)

    def end(self, action: str, *, leg: str | None = None, **verdict: Any) -> Case:
        """Claim and end the open task of `leg` (or the only one)."""
        (task,) = (t for t in self.case.tasks if t.open and leg in (None, t.leg))
        officer = "officer-1"
        held = self.case.with_task(claim(task, officer))
        now = self.now()
        made = Verdict(action=StepAction(action), officer=officer, **verdict)
        self.case, said = end_step(held, task.id, made, now)
        self.said.extend(said)
        return self.case

    def now(self) -> Occasion:
        """Return an occasion at the walk's own instant."""
        return occasion(self.case.process, self.new_id, self.at)

    def take(self, change: Change) -> Case:
        """Follow a transition of another kind."""
        self.case, said = change
        self.said.extend(said)
        return self.case

    def pay(self) -> Case:
        """End the one payment that is waited for by the treasury's receipt."""
        (task,) = (task for task in self.case.tasks if task.open)
        held = self.hold(task.leg)
        receipt = Receipt(number="KB-1", paid_on=self.at.date(), amount=1_000_000)
        now = self.now()
        return self.take(
            end_payment(self.case, held.id, receipt, officer="officer-1", occasion=now)
        )

    def hold(self, leg: str) -> Task:
        """Claim the open task of a leg and return it."""
        (task,) = (task for task in self.case.tasks if task.open and task.leg == leg)
        held = claim(task, "officer-1")
        self.case = self.case.with_task(held)
        return held

    def types(self) -> list[str]:
        """Return the names of what was said, in order."""
        return [event.TYPE.split(".")[1] for event in self.said]


def officer(*roles: Role, subject: str = "officer-1", agency: str | None = COMMUNE) -> Actor:
    """Return an officer of the commune."""
    return Actor(subject=subject, roles=frozenset(roles or {Role.OFFICER}), agency=agency)
