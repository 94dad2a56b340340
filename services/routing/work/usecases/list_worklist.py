"""An officer looks at the work that waits."""

from __future__ import annotations

from dataclasses import replace

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor
from services.routing.process.domain.process import StepRole
from services.routing.process.ports import Schedules
from services.routing.work.domain.reading import (
    Place,
    WorklistPage,
    WorklistQuery,
    WorklistRequest,
)
from services.routing.work.domain.scope import Scope, scopes_of
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
    """Return the open tasks the actor can do: at the own agency, and where they are placed today.

    Those due first stand in front. Raises `ForbiddenError` for who stands nowhere.
    """
    scopes = scopes_of(actor, Action.READ_WORKLIST)
    if not scopes:
        raise ForbiddenError
    query = WorklistQuery(
        scopes=tuple(_narrowed(scope, wanted.role) for scope in scopes),
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


def _narrowed(scope: Scope, role: StepRole | None) -> Scope:
    return scope if role is None else replace(scope, roles=scope.roles & {role})
