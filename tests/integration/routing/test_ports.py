"""The stand-ins of the unit tests keep the same promises as PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from chassis.testing.fixtures import ServiceDatabase
from kernel.calendar import Calendar
from kernel.office_hours import STANDARD_HOURS
from kernel.process import StepRole
from services.routing.process.domain.agency import Agency
from services.routing.process.domain.procedure import ProcedureVersion
from services.routing.process.ports import Agencies, Calendars, Procedures
from services.routing.process.store.agencies import PgAgencies
from services.routing.process.store.calendars import PgCalendars
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.work.domain.case import CaseStatus, Decision, LegStatus
from services.routing.work.domain.reading import StepEvent, WorklistQuery
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.task import TaskEnd, claim, end_task
from services.routing.work.ports import Cases, History, Tasks
from services.routing.work.store.cases import PgCases, PgHistory
from services.routing.work.store.queries import PgTasks
from tests.unit.routing.fakes import (
    InMemoryAgencies,
    InMemoryCalendars,
    InMemoryCases,
    InMemoryHistory,
    InMemoryProcedures,
    InMemoryTasks,
)
from tests.unit.routing.samples import BIRTH, COMMUNE, DOSSIER, MONDAY, opened, process_of

VERSION = ProcedureVersion(
    code="2.001023", version=1, name="…", process=process_of(), document=BIRTH
)


@dataclass
class Stores:
    """One implementation of every port."""

    procedures: Procedures
    agencies: Agencies
    calendars: Calendars
    cases: Cases
    history: History
    tasks: Tasks


@pytest.fixture(params=["memory", "postgresql"])
def stores(request: pytest.FixtureRequest, service_database: ServiceDatabase) -> Iterator[Stores]:
    """Give the stand-ins, then the real ones on one transaction."""
    if request.param == "memory":
        cases, history = InMemoryCases(), InMemoryHistory()
        yield Stores(
            InMemoryProcedures(),
            InMemoryAgencies(),
            InMemoryCalendars(),
            cases,
            history,
            InMemoryTasks(cases, history),
        )
        return
    with service_database("routing").transaction() as tx:
        procedures = PgProcedures(tx, KeptProcedures())
        yield Stores(
            procedures,
            PgAgencies(tx),
            PgCalendars(tx),
            PgCases(tx, procedures),
            PgHistory(tx),
            PgTasks(tx, procedures),
        )


def test_a_version_is_kept_once(stores: Stores) -> None:
    """The first copy stays; an unknown one is None."""
    stores.procedures.add(VERSION)
    stores.procedures.add(replace(VERSION, name="khác"))

    assert stores.procedures.find("2.001023", 1) == VERSION
    assert stores.procedures.find("2.001023", 2) is None


def test_an_agency_is_replaced(stores: Stores) -> None:
    """Its newest state counts."""
    agency = Agency(code=COMMUNE, name="Xã", calendar="vn", office_hours=STANDARD_HOURS)
    stores.agencies.put(agency)
    stores.agencies.put(replace(agency, name="Phường"))

    assert stores.agencies.find(COMMUNE) == replace(agency, name="Phường")
    assert stores.agencies.find("H56") is None


def test_the_newest_calendar_stays(stores: Stores) -> None:
    """Whatever the order they come in."""
    for version in (1, 3, 2):
        stores.calendars.put(
            Calendar(id="vn", version=version, days={}, first_year=2026, last_year=2027)
        )

    found = stores.calendars.find("vn")
    assert found is not None
    assert found.version == 3
    assert stores.calendars.find("lab") is None


def test_a_case_comes_back_as_it_was_saved(stores: Stores) -> None:
    """With its legs, its decision and its open tasks; ended ones are asked for."""
    stores.procedures.add(VERSION)
    case, _ = opened(due_at=MONDAY)
    task = case.tasks[0]
    stores.cases.add(case)
    assert stores.cases.known(DOSSIER)
    assert stores.cases.lock_for_task(task.id) == case

    ended = end_task(claim(task, "a"), TaskEnd.REFUSE, at=MONDAY, officer="a")
    after = replace(
        case.with_task(ended).with_leg(
            replace(case.legs[1], status=LegStatus.CANCELLED, finished_at=MONDAY)
        ),
        status=CaseStatus.REFUSED,
        decided_at=MONDAY,
        decision=Decision(agency=COMMUNE, officer="a", number="1", note="vì"),
    )
    stores.cases.save(case, after)

    assert stores.cases.lock_for_task(task.id) == after
    view = stores.tasks.case(DOSSIER)
    assert view is not None
    assert (view.status, [leg.status for leg in view.legs]) == (
        CaseStatus.REFUSED,
        [LegStatus.RUNNING, LegStatus.CANCELLED],
    )
    assert view.legs[0].tasks == [ended]


def test_what_is_not_there_is_none(stores: Stores) -> None:
    """Neither case nor task."""
    stores.procedures.add(VERSION)
    case, _ = opened()

    assert stores.cases.lock_for_task(case.tasks[0].id) is None
    assert stores.tasks.find(case.tasks[0].id, ()) is None
    assert stores.tasks.case(DOSSIER) is None
    assert not stores.cases.known(DOSSIER)


def test_open_tasks_are_listed_and_history_grows(stores: Stores) -> None:
    """For the agency and the roles asked for."""
    stores.procedures.add(VERSION)
    case, _ = opened()
    task = case.tasks[0]
    stores.cases.add(case)
    event = StepEvent(task=task.id, action="claim", officer="a", at=MONDAY, note=None)
    stores.history.add(event)

    def listed(agency: str, role: StepRole) -> list[object]:
        scope = Scope(agency=agency, roles=frozenset({role}), ordinary=False)
        query = WorklistQuery(scopes=(scope,), status=None, after=None, limit=9)
        return [one.task for one in stores.tasks.worklist(query)]

    assert listed(COMMUNE, StepRole.OFFICER) == [task]
    assert listed(COMMUNE, StepRole.APPROVER) == listed("H56", StepRole.OFFICER) == []
    assert stores.tasks.history(task.id) == [event]
