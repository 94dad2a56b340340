"""A case is over: what was open in it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.routing.work.domain.case import DONE, Case, LegStatus
from services.routing.work.domain.task import TaskEnd, end_task


def cancel_rest(case: Case, at: datetime) -> Case:
    """End every open task and leg: nobody works on for a case that is decided."""
    for task in case.tasks:
        if task.open:
            case = case.with_task(end_task(task, TaskEnd.CANCELLED, at=at, officer=None))
    for leg in case.legs:
        if leg.status not in DONE:
            over = replace(leg, status=LegStatus.CANCELLED, finished_at=at, silent_at=None)
            case = case.with_leg(over)
    return case
