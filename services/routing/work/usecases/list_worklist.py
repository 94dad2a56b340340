"""An officer looks at the work that waits."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Relation, may
from services.routing.process.ports import Schedules
from services.routing.work.domain.offering import step_roles_of
from services.routing.work.domain.reading import (
    Place,
    WorklistPage,
    WorklistQuery,
    WorklistRequest,
)
from services.routing.work.ports import Tasks
from services.routing.work.usecases.show_task import show_task


def list_worklist(
    actor: Actor,
    wanted: WorklistRequest,
    *,
    tasks: Tasks,
    schedules: Schedules,
    clock: Clock,
) -> WorklistPage:
    """Return the open tasks of the actor's agency that the actor's roles can do.

    Those due first stand in front. Raises `ForbiddenError` for who has no agency or no role in
    one.
    """
    if actor.agency is None or not may(actor, Action.READ_WORKLIST, Relation.COMPETENT):
        raise ForbiddenError
    own = step_roles_of(actor)
    query = WorklistQuery(
        agency=actor.agency,
        roles=own if wanted.role is None else own & {wanted.role},
        status=wanted.status,
        dossier=wanted.dossier,
        after=wanted.after,
        limit=wanted.limit + 1,
    )
    now = clock()
    found = tasks.worklist(query)
    items = [show_task(listed, actor, schedules, now) for listed in found[: wanted.limit]]
    if len(found) <= wanted.limit:
        return WorklistPage(items=items, after=None)
    last = items[-1].listed.task
    return WorklistPage(items=items, after=Place(due_at=last.due_at, task=last.id))
