"""The use cases of routing on stand-ins for its stores, standing still on Monday morning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.testing import FrozenClock, RecordedEvents
from contracts.events.intake import DossierAccepted, LegAgency
from kernel.process import StepAction
from kernel.rights import Actor, Role
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.work.domain.case import Case
from services.routing.work.domain.ending import Verdict
from services.routing.work.domain.task import Task
from services.routing.work.usecases.claim_task import claim_task
from services.routing.work.usecases.end_task import end_task
from services.routing.work.usecases.open_case import open_case
from services.routing.work.usecases.release_task import release_task
from tests.unit.routing.fakes import (
    InMemoryCases,
    InMemoryHistory,
    InMemoryProcedures,
    InMemorySchedules,
    InMemoryTasks,
)
from tests.unit.routing.samples import (
    BIRTH,
    COMMUNE,
    DOSSIER,
    INSURANCE,
    MONDAY,
    numbers,
    officer,
    process_of,
)

OFFICER = officer(Role.OFFICER)
ACCEPTED = DossierAccepted(
    code=DOSSIER,
    procedure="2.001023",
    procedure_version=1,
    case=None,
    channel="online",
    receiving_agency=COMMUNE,
    competent_agency=COMMUNE,
    legs=(
        LegAgency(leg="registration", agency=COMMUNE),
        LegAgency(leg="insurance", agency=INSURANCE),
    ),
    filed_at=MONDAY,
    received_at=MONDAY,
    accepted_at=MONDAY,
    term="8wd",
    due_at=MONDAY + timedelta(days=14),
    due_provisional=False,
    officer="desk-1",
    language="vi",
)


class Office:
    """Everything the use cases need, standing still on Monday morning."""

    def __init__(self) -> None:
        self.cases = InMemoryCases()
        self.history = InMemoryHistory()
        self.tasks = InMemoryTasks(self.cases, self.history)
        self.events = RecordedEvents()
        self.clock = FrozenClock(MONDAY)
        self.schedules = InMemorySchedules(COMMUNE, INSURANCE)
        version = ProcedureVersion(
            code="2.001023", version=1, name="…", process=process_of(), document=BIRTH
        )
        self.procedures = InMemoryProcedures(version)
        self.new_id = numbers()

    def open(self, accepted: DossierAccepted = ACCEPTED) -> Case | None:
        """Open the case of an accepted dossier."""
        return open_case(
            accepted,
            cases=self.cases,
            procedures=self.procedures,
            schedules=self.schedules,
            events=self.events,
            clock=self.clock,
            new_id=self.new_id,
        )

    def claim(self, task: UUID, version: str, actor: Actor = OFFICER) -> Task:
        """Claim a task."""
        return claim_task(
            task,
            version,
            actor=actor,
            cases=self.cases,
            history=self.history,
            events=self.events,
            clock=self.clock,
        )

    def release(
        self, task: UUID, version: str, actor: Actor = OFFICER, reason: str | None = None
    ) -> Task:
        """Give a task back."""
        return release_task(
            task,
            version,
            reason,
            actor=actor,
            cases=self.cases,
            history=self.history,
            clock=self.clock,
        )

    def end(self, task: UUID, version: str, **verdict: Any) -> Task:
        """End a task."""
        return end_task(
            task,
            version,
            Verdict(action=StepAction.COMPLETE, officer=OFFICER.subject, **verdict),
            actor=OFFICER,
            cases=self.cases,
            history=self.history,
            schedules=self.schedules,
            events=self.events,
            clock=self.clock,
            new_id=self.new_id,
        )

    def first(self) -> Task:
        """Return the first task of the one case."""
        return self.cases.cases[DOSSIER].tasks[0]
