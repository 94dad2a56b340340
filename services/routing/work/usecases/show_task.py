"""What one officer sees of a task."""

from __future__ import annotations

from datetime import datetime

from kernel.rights import Actor
from kernel.working_time import CalendarYearMissingError, working_minutes_between
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.ports import Schedules
from services.routing.work.domain.offering import offered_actions
from services.routing.work.domain.reading import ListedTask, WorkItem


def show_task(listed: ListedTask, actor: Actor, schedules: Schedules, now: datetime) -> WorkItem:
    """Return a task as the actor sees it at `now`."""
    return WorkItem(
        listed=listed,
        slack=_slack(listed, schedules, now),
        actions=offered_actions(
            listed.task,
            listed.process,
            listed.finished,
            actor,
            listed.kept,
            facts=listed.facts,
        ),
    )


def _slack(listed: ListedTask, schedules: Schedules, now: datetime) -> int | None:
    """Return the working minutes until it is pressing; None when they cannot be counted."""
    at = listed.task.pressing_at
    if at is None:
        return None
    try:
        return working_minutes_between(now, at, schedules.of(listed.task.agency))
    except (CalendarYearMissingError, ReferenceMissingError):
        return None
