"""An officer proposes out of a task what others decide."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.work.domain.offering import PROPOSALS
from services.routing.work.domain.proposal import Draft
from services.routing.work.domain.proposing import propose
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.task import Task, require_version
from services.routing.work.ports import Cases, Events, History
from services.routing.work.usecases.lock_case import lock_case

_ACTIONS = {kind: action for action, kind in PROPOSALS.items()}


def make_proposal(
    task_id: UUID,
    version: str,
    draft: Draft,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Task:
    """Keep what the owner of the task proposes, under the lock of its case.

    Raises what `lock_case` and `propose` raise, `StaleVersionError`.
    """
    action = _ACTIONS[draft.kind]
    before = lock_case(task_id, action, actor=actor, cases=cases)
    at = clock()
    after, said = propose(
        before, task_id, draft, officer=actor.subject, proposal_id=new_id(), at=at
    )
    require_version(before.task(task_id), version)
    cases.save(before, after)
    events.add(said)
    history.add(StepEvent(task=task_id, action=action, officer=actor.subject, at=at))
    return after.task(task_id)
