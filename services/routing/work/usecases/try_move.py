"""What would become of the work of an agency if successors took over; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.left_people import LeftPerson, left_people
from services.routing.work.ports import Colleagues, HeldWork, Plans


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMove:
    """Who would take over from `agency` on the day `on`: in all, and by dossier."""

    agency: str
    successors: tuple[str, ...]
    on: date
    to: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMove:
    """How many cases and open tasks would move, of those with an owner who keep and lose it.

    `without_post` are accounts in office at the agency that have no post at a successor that day,
    `people` all who have a place there with what is to be done about it. Its plan of assigning and
    its ladder end with it; `plan` and `ladder` tell whether it had laid one down.
    """

    cases: int
    tasks: int
    owners_kept: int
    owners_lost: int
    without_post: tuple[str, ...]
    people: tuple[LeftPerson, ...]
    plan: bool
    ladder: bool


def try_move(
    wanted: WantedMove,
    *,
    work: HeldWork,
    colleagues: Colleagues,
    plans: Plans,
    has_ladder: Callable[[str], bool],
) -> FoundMove:
    """Return what would move, and whose owners have a post to go on with."""
    held = work.of(wanted.agency, sorted(wanted.to))
    kept = lost = 0
    accounts = {task.assignee for _, task, _ in held.tasks if task.assignee is not None}
    owners = {account: colleagues.find(account, wanted.on) for account in accounts}
    for dossier, task, how in held.tasks:
        if task.assignee is None:
            continue
        owner = owners[task.assignee]
        there = replace(task, agency=wanted.to[dossier])
        if owner is not None and owner.stands_for(there, how):
            kept += 1
        else:
            lost += 1
    standing = colleagues.at(wanted.agency, wanted.on)
    return FoundMove(
        cases=held.cases,
        tasks=len(held.tasks),
        owners_kept=kept,
        owners_lost=lost,
        without_post=_without_post(wanted, standing),
        people=tuple(left_people(standing, wanted.agency, wanted.successors)),
        plan=plans.newest(wanted.agency).version > 0,
        ladder=has_ladder(wanted.agency),
    )


def _without_post(wanted: WantedMove, there: Sequence[Colleague]) -> tuple[str, ...]:
    return tuple(
        one.actor.subject
        for one in there
        if {place.agency for place in one.actor.stands}.isdisjoint(wanted.successors)
    )
