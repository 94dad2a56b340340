"""What can be done with a task, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor, Confidentiality, Relation, roles_for, stands_for
from services.routing.process.domain.process import Process, StepAction
from services.routing.work.domain.errors import TaskUnknownError, WrongRoleError
from services.routing.work.domain.scope import heads, step_roles_at
from services.routing.work.domain.task import Task

CLAIM = "claim"
RELEASE = "release"
REQUEST_PAYMENT = StepAction.REQUEST_PAYMENT.value
CONFIRM_PAYMENT = "confirm-payment"

_ORDINARY = Confidentiality.ORDINARY
_DECISIONS = frozenset({StepAction.APPROVE, StepAction.REFUSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A step of a leg in the process."""

    leg: str
    step: str


def right_for(action: str) -> Action:
    """Return the right an action on a task needs: decisions are for those who sign."""
    return Action.DECIDE_TASK if action in _DECISIONS else Action.WORK_TASK


def ending_actions(
    task: Task, process: Process, finished: frozenset[str]
) -> frozenset[StepAction]:
    """Return the actions that can end the task while the legs `finished` are done."""
    allowed = process.step(task.leg, task.step).actions - {StepAction.REQUEST_PAYMENT}
    if StepAction.RETURN in allowed and not _can_return(task, process, finished):
        return allowed - {StepAction.RETURN}
    return allowed


def step_before(task: Task, process: Process) -> Place:
    """Return where a return leads, for a task that `ending_actions` lets be returned.

    Before a leg's first step lies the last step of the one leg before it.
    """
    leg = process.leg(task.leg)
    place = leg.position(task.step)
    if place > 0:
        return Place(leg=leg.id, step=leg.steps[place - 1].id)
    (before,) = leg.after
    return Place(leg=before, step=process.leg(before).steps[-1].id)


def _can_return(task: Task, process: Process, finished: frozenset[str]) -> bool:
    """Tell whether there is a step before; for a leg that joins several none is to blame."""
    leg = process.leg(task.leg)
    if leg.position(task.step) > 0:
        return True
    return len(leg.after) == 1 and leg.after <= finished


def offered_actions(
    task: Task,
    process: Process,
    finished: frozenset[str],
    actor: Actor,
    kept: Confidentiality = _ORDINARY,
) -> tuple[str, ...]:
    """Return the words of what the actor can do with the task now."""
    if not task.open or not _may(actor, Action.WORK_TASK, task, kept):
        return ()
    if task.assignee not in (None, actor.subject):
        return (RELEASE,) if heads(actor, task.agency) else ()
    if task.role not in step_roles_at(actor, task.agency, kept):
        return ()
    if task.assignee is None:
        return (CLAIM,)
    endings = (
        action.value
        for action in ending_actions(task, process, finished)
        if _may(actor, right_for(action), task, kept)
    )
    owing = StepAction.REQUEST_PAYMENT in process.step(task.leg, task.step).actions
    payments = (REQUEST_PAYMENT, CONFIRM_PAYMENT) if owing else ()
    return (*sorted(endings), *payments, RELEASE)


def require_admitted(
    actor: Actor, action: str, task: Task, kept: Confidentiality = _ORDINARY
) -> None:
    """Raise unless the actor may do `action` on the task as far as rights go.

    `ForbiddenError` for whom no task is, `TaskUnknownError` for another agency's task,
    `WrongRoleError` for a colleague of another role; a head may release any task of the agency.
    """
    right = right_for(action)
    if not actor.has(*roles_for(right)):
        raise ForbiddenError
    if not _may(actor, Action.WORK_TASK, task, kept):
        raise TaskUnknownError
    if not _may(actor, right, task, kept):
        raise WrongRoleError
    released_by_head = action == RELEASE and heads(actor, task.agency)
    if task.role not in step_roles_at(actor, task.agency, kept) and not released_by_head:
        raise WrongRoleError


def _may(actor: Actor, action: Action, task: Task, kept: Confidentiality) -> bool:
    return stands_for(actor, action, Relation.LEG, task.agency, kept)
