"""An agency ended: its successor has what was still to be done, and nothing else changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from kernel.process import StepAction
from kernel.rights import Confidentiality
from services.routing.work.domain.case import Case, CaseStatus, LegStatus
from services.routing.work.domain.proposal import Proposal, ProposalKind, ProposalStatus
from services.routing.work.domain.reopening import reopen_case
from services.routing.work.domain.succession import Heir, pass_on
from services.routing.work.domain.task import TaskStatus, claim
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, SCHEDULE, Walk

NEW = "H56.14812"
LATER = MONDAY + timedelta(days=1)


def passed(case: Case, *, keeps: bool = True, old: str = COMMUNE) -> Case:
    return pass_on(case, Heir(old=old, new=NEW, keeps=lambda _: keeps))


def test_a_running_leg_and_its_task_are_the_successors() -> None:
    """Their clocks run on; the leg of another agency stays there."""
    before = Walk().case

    after = passed(before)

    assert [leg.agency for leg in after.legs] == [NEW, INSURANCE]
    assert (after.receiving_agency, after.competent_agency) == (NEW, NEW)
    (old,), (new,) = before.tasks, after.tasks
    assert new == replace(old, agency=NEW, version=old.version + 1)
    assert passed(after) == after


def test_an_owner_with_a_post_keeps_the_task_and_another_loses_it() -> None:
    """Who has none there: it waits in the successor's queue."""
    case = Walk().case
    held = case.with_task(claim(case.tasks[0], "officer-1"))

    (kept,), (waits,) = passed(held).tasks, passed(held, keeps=False).tasks

    assert (kept.agency, kept.status, kept.assignee) == (NEW, TaskStatus.CLAIMED, "officer-1")
    assert (waits.agency, waits.status, waits.assignee) == (NEW, TaskStatus.WAITING, None)


def test_a_finished_leg_keeps_its_agency_and_goes_on_at_the_successor() -> None:
    """Returned to, it runs again there; what was done before is still the old agency's."""
    walk = Walk()
    walk.end(StepAction.COMPLETE)
    walk.end(StepAction.APPROVE)
    walk.case = passed(walk.case)
    first = walk.case.leg("registration")
    ended = [task for task in walk.case.tasks if not task.open]
    (task,) = (task for task in walk.case.tasks if task.open)

    schedules = dict.fromkeys(walk.case.agencies, SCHEDULE)
    after, _ = reopen_case(
        replace(
            walk.case,
            status=CaseStatus.APPROVED,
            decided_at=LATER,
            legs=(first, replace(walk.case.legs[1], status=LegStatus.SKIPPED)),
            tasks=(),
        ),
        finished_at=LATER,
        due_at=None,
        occasion=replace(walk.now(), schedules=schedules),
    )

    assert (first.agency, first.successor, task.agency) == (COMMUNE, NEW, INSURANCE)
    assert {one.agency for one in ended} == {COMMUNE}
    again = after.leg("registration")
    assert (again.agency, again.successor, again.status) == (NEW, None, LegStatus.RUNNING)
    (reopened,) = (one for one in after.tasks if one.open)
    assert reopened.agency == NEW


def test_a_second_succession_goes_on_from_the_first() -> None:
    """Merged twice, the finished leg's heir is the last one."""
    walk = Walk()
    walk.end(StepAction.COMPLETE)
    walk.end(StepAction.APPROVE)

    once = passed(walk.case)
    twice = pass_on(once, Heir(old=NEW, new="H56.3", keeps=lambda _: True))

    assert twice.leg("registration").agency == COMMUNE
    assert twice.leg("registration").successor == "H56.3"
    assert twice.agencies == {COMMUNE, "H56.3", INSURANCE}


def test_what_is_proposed_and_not_decided_is_put_to_the_successor() -> None:
    """To its desk or to who signs there; what was decided stays."""
    case = Walk().case
    waiting = Proposal(
        id=UUID(int=90),
        kind=ProposalKind.SUPPLEMENT,
        dossier=case.dossier,
        kept=Confidentiality.ORDINARY,
        task=case.tasks[0].id,
        leg="registration",
        step="verify",
        agency=COMMUNE,
        receiving_agency=COMMUNE,
        by="officer-1",
        at=MONDAY,
    )
    declined = replace(waiting, id=UUID(int=91), status=ProposalStatus.DECLINED)

    first, second = passed(replace(case, proposals=(waiting, declined))).proposals

    assert (first.agency, first.receiving_agency, first.version) == (NEW, NEW, 2)
    assert second == declined
