"""The limit of a consultation is over: the case follows what silence means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.routing.process.ports import Schedules
from services.routing.work.domain.consulting import lapse
from services.routing.work.domain.occasion import Occasion
from services.routing.work.ports import Cases, Events


def lapse_consultation(
    dossier: str,
    leg: str,
    *,
    at: datetime,
    cases: Cases,
    schedules: Schedules,
    events: Events,
    new_id: Callable[[], UUID],
) -> bool:
    """Let the case move on, or tell who asked; False where there is nothing to do any more.

    The opinion came in time, the case is over, its clock stands, or this was done before. Raises
    `ReferenceMissingError` while an office clock is missing, `LockTimeoutError` at once when
    somebody is at work on the case.
    """
    before = cases.lock_for_dossier(dossier, wait=False)
    if before is None:
        return False
    clocks = {each.agency: schedules.of(each.agency) for each in before.legs}
    change = lapse(before, leg, Occasion(at=at, schedules=clocks, new_id=new_id))
    if change is None:
        return False
    after, said = change
    cases.save(before, after)
    for event in said:
        events.add(event)
    return True
