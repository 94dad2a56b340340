"""A limit inside a case has passed: a consultation's, or that of a system that was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case
from services.routing.work.domain.consulting import LookAgain
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.starting import Change
from services.routing.work.ports import Cases, Events

Passed = Callable[[Case, Occasion], Change | LookAgain | None]
"""What follows from a limit: `limit_passed` of a leg, `time_out` of a task; None is nothing."""


def pass_limit(
    dossier: str,
    passed: Passed,
    *,
    at: datetime,
    cases: Cases,
    schedules: Schedules,
    events: Events,
    new_id: Callable[[], UUID],
    look_again: Callable[[datetime], None],
) -> bool:
    """Let the case follow; False where nothing changes, or not before `look_again` comes.

    The answer came in time, the case is over, its clock stands, or this was done before. Raises
    `ReferenceMissingError` while an office clock is missing, `LockTimeoutError` at once when
    somebody is at work on the case.
    """
    before = cases.lock_for_dossier(dossier, wait=False)
    if before is None:
        return False
    clocks = {each.agency: schedules.of(each.agency) for each in before.legs}
    change = passed(before, Occasion(at=at, schedules=clocks, new_id=new_id))
    if change is None:
        return False
    if isinstance(change, LookAgain):
        look_again(change.at)
        return False
    after, said = change
    cases.save(before, after)
    for event in said:
        events.add(event)
    return True
