"""An officer looks at the work that waits."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, may
from services.routing.process.domain.process import StepRole
from services.routing.process.ports import Schedules
from services.routing.work.domain.offering import step_roles_of
from services.routing.work.domain.reading import Place, WorkItem, WorklistQuery
from services.routing.work.domain.task import TaskStatus
from services.routing.work.ports import Tasks
from services.routing.work.usecases.show_task import show_task


def list_worklist(
    actor: Actor,
    *,
    role: StepRole | None,
    status: TaskStatus | None,
    after: Place | None,
    limit: int,
    tasks: Tasks,
    schedules: Schedules,
    clock: Clock,
) -> Sequence[WorkItem]:
    """Return the open tasks of the actor's agency that the actor's roles can do.

    Those due first stand in front; `role` and `status` narrow the list, `after` is where the page
    before ended. Raises `ForbiddenError` for who has no agency or no role in one.
    """
    if actor.agency is None or not may(actor, Action.READ_WORKLIST, Relation.COMPETENT):
        raise ForbiddenError
    own = step_roles_of(actor)
    query = WorklistQuery(
        agency=actor.agency,
        roles=own if role is None else own & {role},
        status=status,
        after=after,
        limit=limit,
    )
    now = clock()
    return [show_task(listed, actor, schedules, now) for listed in tasks.worklist(query)]
