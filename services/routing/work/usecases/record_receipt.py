"""An officer enters the treasury's receipt; the step that waited for the payment ends."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.process.ports import Schedules
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.offering import CONFIRM_PAYMENT
from services.routing.work.domain.reading import StepEvent
from services.routing.work.domain.receipt import Receipt, end_payment
from services.routing.work.domain.task import Task, require_version
from services.routing.work.ports import Cases, Events, History
from services.routing.work.usecases.lock_case import lock_case


def record_receipt(
    task_id: UUID,
    version: str,
    receipt: Receipt,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Task:
    """End the payment under the lock of its case, and return the task.

    Raises what `lock_case` and `end_payment` raise, `StaleVersionError`.
    """
    before = lock_case(task_id, CONFIRM_PAYMENT, actor=actor, cases=cases)
    clocks = {code: schedules.of(code) for code in before.agencies}
    occasion = Occasion(at=clock(), schedules=clocks, new_id=new_id)
    after, said = end_payment(before, task_id, receipt, officer=actor.subject, occasion=occasion)
    require_version(before.task(task_id), version)
    cases.save(before, after)
    for event in said:
        events.add(event)
    history.add(
        StepEvent(
            task=task_id,
            action=CONFIRM_PAYMENT,
            officer=actor.subject,
            at=occasion.at,
            note=f"{receipt.number}; {receipt.paid_on.isoformat()}; {receipt.amount}",
        )
    )
    return after.task(task_id)
