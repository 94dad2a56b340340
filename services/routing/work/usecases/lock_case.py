"""How every change of a task begins: the case under its lock, and the actor's rights."""

from __future__ import annotations

from uuid import UUID

from kernel.errors import ForbiddenError
from kernel.rights import Actor, roles_for
from services.routing.work.domain.case import Case
from services.routing.work.domain.errors import TaskUnknownError
from services.routing.work.domain.offering import require_admitted, right_for
from services.routing.work.ports import Cases


def lock_case(task_id: UUID, action: str, *, actor: Actor, cases: Cases) -> Case:
    """Return the case of the task under its lock, for an actor who may do `action`.

    Raises `ForbiddenError`, `TaskUnknownError`, `WrongRoleError`.
    """
    if not actor.has(*roles_for(right_for(action))):
        raise ForbiddenError
    case = cases.lock_for_task(task_id)
    if case is None:
        raise TaskUnknownError
    require_admitted(actor, action, case.task(task_id), case.kept)
    return case
