"""Stand-ins for the stores of routing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from contracts.events.intake import ProcedurePublished
from kernel.calendar import Calendar
from kernel.errors import UnavailableError
from kernel.working_time import Schedule
from services.routing.process.domain.agency import Agency
from services.routing.process.domain.errors import (
    Reference,
    ReferenceKind,
    ReferenceMissingError,
)
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.work.domain.case import Case, CaseStatus
from services.routing.work.domain.reading import (
    CaseView,
    CounterQuery,
    Counters,
    LegView,
    ListedTask,
    StepEvent,
    WorklistQuery,
)
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.task import Task
from tests.unit.routing.samples import SCHEDULE


class InMemoryProcedures:
    """The port `Procedures`."""

    def __init__(self, *versions: ProcedureVersion) -> None:
        self.kept = {(version.code, version.version): version for version in versions}

    def add(self, procedure: ProcedureVersion) -> None:
        """Keep a version unless it is kept."""
        self.kept.setdefault((procedure.code, procedure.version), procedure)

    def find(self, code: str, version: int) -> ProcedureVersion | None:
        """Return a version."""
        return self.kept.get((code, version))


class InMemoryAgencies:
    """The port `Agencies`."""

    def __init__(self) -> None:
        self.kept: dict[str, Agency] = {}

    def put(self, agency: Agency) -> None:
        """Keep the newest state."""
        self.kept[agency.code] = agency

    def find(self, code: str) -> Agency | None:
        """Return an agency."""
        return self.kept.get(code)


class InMemoryCalendars:
    """The port `Calendars`."""

    def __init__(self) -> None:
        self.kept: dict[str, Calendar] = {}

    def put(self, calendar: Calendar) -> None:
        """Keep the newest version."""
        known = self.kept.get(calendar.id)
        if known is None or known.version < calendar.version:
            self.kept[calendar.id] = calendar

    def find(self, calendar: str) -> Calendar | None:
        """Return a calendar."""
        return self.kept.get(calendar)


class InMemorySchedules:
    """The port `Schedules`: one office clock for the agencies it knows."""

    def __init__(self, *agencies: str) -> None:
        self.known = set(agencies)

    def of(self, agency_code: str) -> Schedule:
        """Return the office clock."""
        if agency_code not in self.known:
            name = Reference(kind=ReferenceKind.AGENCY, key=agency_code)
            raise ReferenceMissingError(frozenset({name}))
        return SCHEDULE


class FakeCatalogue:
    """The port `Catalogue`: knows some versions, remembers what it was asked to say again."""

    def __init__(self, *published: ProcedurePublished, away: bool = False) -> None:
        self.published = {(one.procedure, one.version): one for one in published}
        self.said_again: list[str] = []
        self.away = away

    def procedure(self, code: str, version: int) -> ProcedurePublished | None:
        """Return a version."""
        if self.away:
            raise UnavailableError
        return self.published.get((code, version))

    def say_again(self, subject: str) -> None:
        """Remember the subject."""
        self.said_again.append(subject)


class InMemoryHistory:
    """The port `History`."""

    def __init__(self) -> None:
        self.events: list[StepEvent] = []

    def add(self, event: StepEvent) -> None:
        """Record what was done."""
        self.events.append(event)

    def add_all(self, events: Sequence[StepEvent]) -> None:
        """Record much at once."""
        self.events.extend(events)


class InMemoryCases:
    """The port `Cases`."""

    def __init__(self, *cases: Case) -> None:
        self.cases = {case.dossier: case for case in cases}

    def known(self, dossier: str) -> bool:
        """Tell whether the dossier has a case."""
        return dossier in self.cases

    def add(self, case: Case) -> None:
        """Keep a new case."""
        self.cases[case.dossier] = case

    def lock_for_task(self, task: UUID) -> Case | None:
        """Return the case of a task."""
        for case in self.cases.values():
            if any(one.id == task for one in case.tasks):
                open_or_asked = tuple(t for t in case.tasks if t.open or t.id == task)
                return replace(case, tasks=open_or_asked)
        return None

    def lock_for_proposal(self, proposal: UUID) -> Case | None:
        """Return the case of a proposal."""
        for case in self.cases.values():
            if any(one.id == proposal for one in case.proposals):
                return self.lock_for_dossier(case.dossier)
        return None

    def lock_for_dossier(self, dossier: str, *, wait: bool = True) -> Case | None:
        """Return the case of a dossier with its open tasks; nobody else ever holds one here."""
        del wait
        case = self.cases.get(dossier)
        return case and replace(case, tasks=tuple(task for task in case.tasks if task.open))

    def lock_for_dossiers(self, dossiers: Sequence[str]) -> Mapping[str, Case]:
        """Return the cases of dossiers with their open tasks."""
        found = {code: self.lock_for_dossier(code) for code in dossiers}
        return {code: case for code, case in found.items() if case is not None}

    def lock_open(self, after: UUID | None, limit: int) -> Sequence[Case]:
        """Return the next open cases by id, with their open tasks."""
        behind = (case for case in self.cases.values() if after is None or case.id > after)
        due = (case for case in behind if case.status is CaseStatus.OPEN)
        first = sorted(due, key=lambda case: case.id)[:limit]
        found = (self.lock_for_dossier(case.dossier) for case in first)
        return [case for case in found if case is not None]

    def save(self, before: Case, after: Case) -> None:
        """Keep the case, with the tasks that were not at hand."""
        seen = {task.id for task in (*before.tasks, *after.tasks)}
        others = tuple(t for t in self.cases[after.dossier].tasks if t.id not in seen)
        self.cases[after.dossier] = replace(after, tasks=(*others, *after.tasks))

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Keep the cases."""
        for before, after in changed:
            self.save(before, after)


class InMemoryTasks:
    """The port `Tasks` over cases and their history."""

    def __init__(self, cases: InMemoryCases, history: InMemoryHistory) -> None:
        self._cases = cases
        self._history = history

    def worklist(self, query: WorklistQuery) -> Sequence[ListedTask]:
        """Return open tasks, those due first in front."""
        found = [
            _listed(case, task)
            for case in self._cases.cases.values()
            for task in case.tasks
            if task.open
            and any(task.agency == s.agency and task.role in s.roles for s in query.scopes)
            and query.status in (None, task.status)
            and query.dossier in (None, case.dossier)
            and query.holder in (None, task.assignee)
            and (task.for_head or not query.for_head)
        ]
        found.sort(key=lambda one: (one.task.due_at is None, one.task.pressing_at, one.task.id))
        ids = [one.task.id for one in found]
        first = ids.index(query.after.task) + 1 if query.after else 0
        return found[first : first + query.limit]

    def count(self, query: CounterQuery) -> Counters:
        """Return how many open tasks there are."""
        found = [
            task
            for case in self._cases.cases.values()
            for task in case.tasks
            if task.open
            and any(task.agency == s.agency and task.role in s.roles for s in query.scopes)
        ]
        dated = [task.due_at for task in found if task.due_at is not None]
        return Counters(
            mine=sum(task.assignee == query.holder for task in found),
            unit=len(found),
            late=sum(due < query.now for due in dated),
            no_slack=sum((task.pressing_at or query.now) < query.now for task in found),
            due_today=sum(query.now <= due < query.tomorrow for due in dated),
            unassigned=sum(task.assignee is None and not task.for_head for task in found),
            for_head=sum(task.for_head for task in found),
        )

    def find(self, task: UUID, scopes: Sequence[Scope]) -> ListedTask | None:
        """Return a task of the scopes' agencies."""
        case = self._cases.lock_for_task(task)
        if case is None or case.task(task).agency not in {scope.agency for scope in scopes}:
            return None
        return _listed(case, case.task(task))

    def history(self, task: UUID) -> Sequence[StepEvent]:
        """Return what was done with a task."""
        return [event for event in self._history.events if event.task == task]

    def case(self, dossier: str) -> CaseView | None:
        """Return a case."""
        case = self._cases.cases.get(dossier)
        if case is None:
            return None
        return CaseView(
            id=case.id,
            dossier=case.dossier,
            procedure=case.procedure,
            procedure_version=case.procedure_version,
            process=case.process,
            status=case.status,
            opened_at=case.opened_at,
            due_at=case.due_at,
            decided_at=case.decided_at,
            legs=[_leg_view(case, leg.id) for leg in case.legs],
        )


def _leg_view(case: Case, leg_id: str) -> LegView:
    leg = case.leg(leg_id)
    return LegView(
        leg=leg.id,
        name=case.process.leg(leg.id).name,
        agency=leg.agency,
        status=leg.status,
        started_at=leg.started_at,
        finished_at=leg.finished_at,
        due_at=leg.due_at,
        tasks=[task for task in case.tasks if task.leg == leg.id],
    )


def _listed(case: Case, task: Task) -> ListedTask:
    return ListedTask(
        task=task,
        dossier=case.dossier,
        procedure=case.procedure,
        procedure_name="Liên thông khai sinh",
        procedure_version=case.procedure_version,
        process=case.process,
        finished=case.finished_legs(),
        case_due_at=case.due_at,
    )
