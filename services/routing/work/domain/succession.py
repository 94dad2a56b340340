"""An agency ended: what it still had to do in a case is its successor's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.routing.work.domain.case import Case, Leg, LegStatus
from services.routing.work.domain.proposal import Proposal
from services.routing.work.domain.task import Task, TaskStatus

MOVED = "moved"
"""The word of the history for a task that went to a successor."""

_STAYS = frozenset({LegStatus.FINISHED, LegStatus.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """Who takes over from which agency; `keeps` tells whether the owner of a task goes along."""

    old: str
    new: str
    keeps: Callable[[Task], bool]


def pass_on(case: Case, heir: Heir) -> Case:
    """Return the case with the successor wherever something is still to be done.

    Ended tasks, and finished legs with what they gave, keep the agency of their time. Clocks run
    on. Passed on already, it stays as it is.
    """
    return replace(
        case,
        receiving_agency=_in_place(case.receiving_agency, heir),
        competent_agency=_in_place(case.competent_agency, heir),
        legs=tuple(_leg(leg, heir) for leg in case.legs),
        tasks=tuple(_task(task, heir) for task in case.tasks),
        proposals=tuple(_proposal(one, heir) for one in case.proposals),
    )


def _leg(leg: Leg, heir: Heir) -> Leg:
    if leg.status not in _STAYS:
        return replace(leg, agency=_in_place(leg.agency, heir))
    goes_on = leg.successor or leg.agency
    return replace(leg, successor=heir.new) if goes_on == heir.old else leg


def _task(task: Task, heir: Heir) -> Task:
    if not task.open or task.agency != heir.old:
        return task
    moved = replace(task, agency=heir.new, version=task.version + 1)
    if task.assignee is None or heir.keeps(moved):
        return moved
    return replace(moved, status=TaskStatus.WAITING, assignee=None)


def _proposal(proposal: Proposal, heir: Heir) -> Proposal:
    if not proposal.open or heir.old not in (proposal.agency, proposal.receiving_agency):
        return proposal
    return replace(
        proposal,
        agency=_in_place(proposal.agency, heir),
        receiving_agency=_in_place(proposal.receiving_agency, heir),
        version=proposal.version + 1,
    )


def _in_place(agency: str, heir: Heir) -> str:
    return heir.new if agency == heir.old else agency
