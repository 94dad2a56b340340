"""What would become of the work of an agency if successors took over; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.routing.work.ports import Colleagues, HeldWork


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

    `without_post` are accounts in office at the agency that have no post at a successor that day.
    """

    cases: int
    tasks: int
    owners_kept: int
    owners_lost: int
    without_post: tuple[str, ...]


def try_move(wanted: WantedMove, *, work: HeldWork, colleagues: Colleagues) -> FoundMove:
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
    return FoundMove(
        cases=held.cases,
        tasks=len(held.tasks),
        owners_kept=kept,
        owners_lost=lost,
        without_post=_without_post(wanted, colleagues),
    )


def _without_post(wanted: WantedMove, colleagues: Colleagues) -> tuple[str, ...]:
    there = colleagues.at(wanted.agency, wanted.on)
    return tuple(
        one.actor.subject
        for one in there
        if {place.agency for place in one.actor.stands}.isdisjoint(wanted.successors)
    )
