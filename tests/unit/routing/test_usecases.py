"""What routing can do, on stand-ins for its stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.events import routing as events
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Role
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.work.domain.errors import CaseUnknownError, TaskUnknownError
from services.routing.work.domain.reading import WorklistRequest
from services.routing.work.domain.task import TaskStatus
from services.routing.work.usecases.find_case import find_case
from services.routing.work.usecases.find_task import find_task
from services.routing.work.usecases.list_worklist import list_worklist
from tests.unit.routing.office import ACCEPTED, OFFICER, Office
from tests.unit.routing.samples import (
    DOSSIER,
    INSURANCE,
    MONDAY,
    officer,
)

NOBODY = UUID(int=0)


@pytest.fixture
def office() -> Office:
    """Give an office with one case open."""
    made = Office()
    made.open()
    return made


def test_an_accepted_dossier_opens_one_case(office: Office) -> None:
    """And says so; a second acceptance does nothing."""
    assert office.open() is None

    assert office.events.types == [
        "routing.case-opened.v1",
        "routing.leg-started.v1",
        "routing.step-started.v1",
    ]


def test_nothing_begins_before_the_dossier_was_accepted() -> None:
    """Even when our clock runs a little behind intake's."""
    office = Office()
    office.clock.set(MONDAY - timedelta(seconds=2))
    office.open()

    assert office.events.of(events.CaseOpened)[0].opened_at == MONDAY
    assert office.first().started_at == MONDAY


def test_all_that_is_missing_is_named_at_once() -> None:
    """One round of asking is enough."""
    office = Office()
    office.schedules.known.clear()
    office.procedures.kept.clear()

    with pytest.raises(ReferenceMissingError) as caught:
        office.open()

    assert caught.value.extra == {
        "missing": ["agency/H56.14797", "agency/H56.BHXH", "procedure/2.001023 v1"]
    }
    assert office.cases.cases == {}


def test_a_case_waits_for_an_office_clock_alone() -> None:
    """The process is here, the agency is not."""
    office = Office()
    office.schedules.known.remove(INSURANCE)

    with pytest.raises(ReferenceMissingError):
        office.open()


def test_what_an_officer_does_is_recorded(office: Office) -> None:
    """Claim, release, claim again, end: in this order, with the officer's words."""
    task = office.first().id
    office.claim(task, "1")
    office.release(task, "2")
    office.claim(task, "3")
    ended = office.end(task, "4", note="Đủ")

    assert ended.version == 5
    assert [(one.action, one.note) for one in office.history.events] == [
        ("claim", None),
        ("release", None),
        ("claim", None),
        ("complete", "Đủ"),
    ]
    assert office.events.of(events.StepCompleted)[0].officer == OFFICER.subject


@pytest.mark.parametrize("change", ["claim", "release", "end"])
def test_a_stale_version_changes_nothing(office: Office, change: str) -> None:
    """The officer reads again first."""
    task = office.first().id
    if change != "claim":
        office.claim(task, "1")
    before = office.first(), len(office.history.events), len(office.events.all)

    with pytest.raises(StaleVersionError):
        getattr(office, change)(task, "9")

    assert (office.first(), len(office.history.events), len(office.events.all)) == before


def test_an_unknown_task_is_not_found_and_no_business_of_citizens(office: Office) -> None:
    """Rights come before the search."""
    citizen = officer(Role.CITIZEN, agency=None)

    with pytest.raises(TaskUnknownError):
        office.claim(NOBODY, "1")
    with pytest.raises(ForbiddenError):
        office.claim(NOBODY, "1", citizen)
    with pytest.raises(ForbiddenError):
        find_task(
            NOBODY,
            actor=citizen,
            tasks=office.tasks,
            schedules=office.schedules,
            clock=office.clock,
        )
    with pytest.raises(TaskUnknownError):
        find_task(
            NOBODY,
            actor=OFFICER,
            tasks=office.tasks,
            schedules=office.schedules,
            clock=office.clock,
        )


def test_a_worklist_is_cut_into_pages(office: Office) -> None:
    """The place of a page is its last task; the last page has none."""
    for number in range(2, 4):
        office.open(replace(ACCEPTED, code=f"{DOSSIER[:-1]}{number}"))

    def page(request: WorklistRequest) -> Any:  # noqa: ANN401
        return list_worklist(
            OFFICER,
            request,
            tasks=office.tasks,
            schedules=office.schedules,
            clock=office.clock,
        )

    first = page(WorklistRequest(limit=2))
    second = page(WorklistRequest(limit=2, after=first.after))
    assert [one.listed.dossier[-1] for one in (*first.items, *second.items)] == ["1", "2", "3"]
    assert second.after is None
    assert page(WorklistRequest(status=TaskStatus.CLAIMED)).items == []
    one = page(WorklistRequest(dossier=first.items[1].listed.dossier)).items
    assert [task.listed.dossier[-1] for task in one] == ["2"]


def test_slack_is_none_where_no_office_clock_can_tell(office: Office) -> None:
    """A list is shown all the same."""
    office.schedules.known.clear()

    item, history = find_task(
        office.first().id,
        actor=OFFICER,
        tasks=office.tasks,
        schedules=office.schedules,
        clock=office.clock,
    )

    assert (item.slack, item.actions, history) == (None, ("claim",), [])


def test_a_case_is_found_by_its_dossier(office: Office) -> None:
    """With its legs; an unknown dossier has none."""
    assert [leg.leg for leg in find_case(DOSSIER, tasks=office.tasks).legs] == [
        "registration",
        "insurance",
    ]
    with pytest.raises(CaseUnknownError):
        find_case("H56.1-261102-0001", tasks=office.tasks)
