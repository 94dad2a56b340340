"""A specialised system let its time pass: it is asked again, or an officer has the step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.routing.process.ports import Schedules
from services.routing.work.domain.asking import time_out
from services.routing.work.domain.occasion import Occasion
from services.routing.work.ports import Cases, Events


def time_out_enquiry(
    dossier: str,
    task: UUID,
    *,
    at: datetime,
    cases: Cases,
    schedules: Schedules,
    events: Events,
    new_id: Callable[[], UUID],
) -> bool:
    """Ask again or give up; False where there is nothing to do any more.

    It answered, an officer has the step, or the case is over. Raises `ReferenceMissingError`
    while an office clock is missing, `LockTimeoutError` at once when somebody is at work on it.
    """
    before = cases.lock_for_dossier(dossier, wait=False)
    if before is None:
        return False
    clocks = {each.agency: schedules.of(each.agency) for each in before.legs}
    change = time_out(before, task, Occasion(at=at, schedules=clocks, new_id=new_id))
    if change is None:
        return False
    after, said = change
    cases.save(before, after)
    for event in said:
        events.add(event)
    return True
