"""Intake says that a result was taken back: its case goes on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from contracts.events.result import DossierReopened
from kernel.clock import Clock
from services.routing.process.ports import Schedules
from services.routing.work.domain import reopening
from services.routing.work.domain.occasion import Occasion
from services.routing.work.ports import Cases, Events


def reopen_case(
    reopened: DossierReopened,
    *,
    cases: Cases,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> None:
    """Give the case its last step again, under its lock.

    A dossier settled on the spot has no case, so nothing follows here. Raises
    `ReferenceMissingError` while an office clock is missing.
    """
    before = cases.lock_for_dossier(reopened.code)
    if before is None:
        return
    found = {code: schedules.of(code) for code in before.agencies}
    # Clocks of two hosts may differ a little: nothing begins before it was taken back.
    at = max(clock(), reopened.reopened_at)
    occasion = Occasion(at=at, schedules=found, new_id=new_id)
    after, said = reopening.reopen_case(
        before, finished_at=reopened.finished_at, due_at=reopened.due_at, occasion=occasion
    )
    if after != before:
        cases.save(before, after)
    for event in said:
        events.add(event)
