"""What can be done with a task, and by whom."""

from __future__ import annotations

from kernel.errors import ForbiddenError
from kernel.process import LegKind, StepAction, StepKind, StepRole
from kernel.rights import Action, Actor, Confidentiality, Relation, roles_for, stands_for
from services.routing.process.domain.facts import NOTHING, Facts
from services.routing.process.domain.process import LegDefinition, Process, StepDefinition
from services.routing.work.domain.case import Place
from services.routing.work.domain.errors import (
    ActionNotAllowedError,
    TaskUnknownError,
    WrongRoleError,
)
from services.routing.work.domain.proposal import ProposalKind
from services.routing.work.domain.scope import heads, step_roles_at
from services.routing.work.domain.task import Task, TaskEnd

CLAIM = "claim"
RELEASE = "release"
TRANSFER = "transfer"
ASSIGN = "assign"
REQUEST_PAYMENT = StepAction.REQUEST_PAYMENT.value
CONFIRM_PAYMENT = "confirm-payment"
LATE_ANSWER = "late-answer"
PROPOSALS = {
    "propose-supplement": ProposalKind.SUPPLEMENT,
    "propose-refusal": ProposalKind.REFUSAL,
}
"""The actions that leave a task as it is and ask others to decide."""

_ORDINARY = Confidentiality.ORDINARY
_OF_HEADS = frozenset({RELEASE, ASSIGN})
_DECISIONS = frozenset({StepAction.APPROVE, StepAction.REFUSE})


def right_for(action: str) -> Action:
    """Return the right an action on a task needs: decisions are for those who sign."""
    if action == ASSIGN:
        return Action.ASSIGN_TASK
    return Action.DECIDE_TASK if action in _DECISIONS else Action.WORK_TASK


def ending_actions(
    task: Task, process: Process, finished: frozenset[str], facts: Facts = NOTHING
) -> frozenset[StepAction]:
    """Return the actions that can end the task while the legs `finished` are done.

    None ends a payment but the treasury's receipt.
    """
    step = process.step(task.leg, task.step)
    if step.kind is StepKind.PAYMENT:
        return frozenset()
    allowed = step.actions - {StepAction.REQUEST_PAYMENT}
    if StepAction.RETURN in allowed and _before(task, process, finished, facts) is None:
        return allowed - {StepAction.RETURN}
    return allowed


def step_before(task: Task, process: Process, facts: Facts = NOTHING) -> Place:
    """Return where a return leads, for a task that `ending_actions` lets be returned.

    Before a leg's first step lies the last step of the one leg before it.
    """
    everything = frozenset(leg.id for leg in process.legs)
    place = _before(task, process, everything, facts)
    if place is None:
        raise ActionNotAllowedError
    return place


def _before(task: Task, process: Process, finished: frozenset[str], facts: Facts) -> Place | None:
    """Return the step before; for a leg that joins several none is to blame.

    What was paid is not asked for again, and a consulted agency is not asked twice.
    """
    leg = process.leg(task.leg)
    place = leg.position(task.step)
    earlier = [step for step in leg.chosen_steps(facts) if leg.position(step.id) < place]
    if earlier:
        return _place(leg, earlier[-1])
    if len(leg.after) != 1 or not leg.after <= finished:
        return None
    (before,) = (process.leg(name) for name in leg.after)
    steps = before.chosen_steps(facts)
    if before.kind is LegKind.CONSULTATION or not steps:
        return None
    return _place(before, steps[-1])


def _place(leg: LegDefinition, step: StepDefinition) -> Place | None:
    return None if step.kind is StepKind.PAYMENT else Place(leg=leg.id, step=step.id)


def offered_actions(
    task: Task,
    process: Process,
    finished: frozenset[str],
    actor: Actor,
    kept: Confidentiality = _ORDINARY,
    *,
    facts: Facts = NOTHING,
) -> tuple[str, ...]:
    """Return the words of what the actor can do with the task now."""
    if not _may(actor, Action.WORK_TASK, task, kept):
        return ()
    if not task.open:
        own = task.role in step_roles_at(actor, task.agency, kept)
        return (LATE_ANSWER,) if own and task.end is TaskEnd.LAPSED else ()
    given = (ASSIGN,) if heads(actor, task.agency) else ()
    if task.assignee not in (None, actor.subject):
        return (RELEASE, *given) if given else ()
    if task.role not in step_roles_at(actor, task.agency, kept):
        return given
    if task.assignee is None:
        free = not task.kept_by_system and (given or not task.for_head)
        return (CLAIM, *given) if free else ()
    endings = (
        action.value
        for action in ending_actions(task, process, finished, facts)
        if _may(actor, right_for(action), task, kept)
    )
    payments = _payments(process.step(task.leg, task.step))
    proposals = _proposals(process.leg(task.leg), process.step(task.leg, task.step))
    return (*sorted(endings), *payments, *proposals, TRANSFER, RELEASE, *given)


def can_propose(kind: ProposalKind, leg: LegDefinition, step: StepDefinition) -> bool:
    """Tell whether a step is one out of which this can be proposed.

    A consulted agency gives its opinion and proposes nothing; a payment waits for money alone.
    Whose step it is to sign refuses, and does not propose it.
    """
    if leg.kind is LegKind.CONSULTATION or step.kind is StepKind.PAYMENT:
        return False
    return kind is ProposalKind.SUPPLEMENT or step.role is not StepRole.APPROVER


def _proposals(leg: LegDefinition, step: StepDefinition) -> tuple[str, ...]:
    return tuple(action for action, kind in PROPOSALS.items() if can_propose(kind, leg, step))


def _payments(step: StepDefinition) -> tuple[str, ...]:
    if step.kind is StepKind.PAYMENT:
        return (CONFIRM_PAYMENT,)
    owing = StepAction.REQUEST_PAYMENT in step.actions
    return (REQUEST_PAYMENT, CONFIRM_PAYMENT) if owing else ()


def require_admitted(
    actor: Actor, action: str, task: Task, kept: Confidentiality = _ORDINARY
) -> None:
    """Raise unless the actor may do `action` on the task as far as rights go.

    `ForbiddenError` for whom no task is, `TaskUnknownError` for another agency's task,
    `WrongRoleError` for a colleague of another role; a head may release and assign any task of
    the agency.
    """
    right = right_for(action)
    if not actor.has(*roles_for(right)):
        raise ForbiddenError
    if not _may(actor, Action.WORK_TASK, task, kept):
        raise TaskUnknownError
    if not _may(actor, right, task, kept):
        raise WrongRoleError
    by_head = action in _OF_HEADS and heads(actor, task.agency)
    if task.role not in step_roles_at(actor, task.agency, kept) and not by_head:
        raise WrongRoleError


def _may(actor: Actor, action: Action, task: Task, kept: Confidentiality) -> bool:
    return stands_for(actor, action, Relation.LEG, task.agency, kept)
