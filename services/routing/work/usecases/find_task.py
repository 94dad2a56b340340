"""An officer opens one task."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, roles_for
from services.routing.process.ports import Schedules
from services.routing.work.domain.errors import TaskUnknownError
from services.routing.work.domain.reading import StepEvent, WorkItem
from services.routing.work.domain.scope import scopes_of
from services.routing.work.ports import Tasks
from services.routing.work.usecases.show_task import show_task


def find_task(
    task_id: UUID, *, actor: Actor, tasks: Tasks, schedules: Schedules, clock: Clock
) -> tuple[WorkItem, Sequence[StepEvent]]:
    """Return a task of the actor's agency, open or ended, and what was done with it.

    Raises `ForbiddenError` for whom no task is, `TaskUnknownError` also for a foreign task.
    """
    if not actor.has(*roles_for(Action.READ_WORKLIST)):
        raise ForbiddenError
    listed = tasks.find(task_id, scopes_of(actor, Action.READ_WORKLIST))
    if listed is None:
        raise TaskUnknownError
    return show_task(listed, actor, schedules, clock()), tasks.history(task_id)
