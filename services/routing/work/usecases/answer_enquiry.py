"""A specialised system outside answers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Action, Actor
from kernel.scopes import may_ask
from services.routing.process.ports import Schedules
from services.routing.work.domain import asking
from services.routing.work.domain.asking import AnswerOutcome, SystemAnswer
from services.routing.work.domain.case import Case
from services.routing.work.domain.errors import TaskUnknownError
from services.routing.work.domain.occasion import Occasion
from services.routing.work.domain.reading import StepEvent
from services.routing.work.ports import Cases, Events, History

ANSWERED = "system-answered"
REFUSED = "system-refused"
TOO_LATE = "system-answered-late"


def answer_enquiry(
    reference: UUID,
    answer: SystemAnswer,
    *,
    actor: Actor,
    cases: Cases,
    history: History,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> bool:
    """Take the answer under the lock of its case; False for one kept without effect.

    A system answers for the steps that name it, and knows of no others: its subject is its name.
    Raises `ForbiddenError`, `TaskUnknownError`, what the rule raises, and `ReferenceMissingError`
    while an office clock is missing.
    """
    if not may_ask(actor, Action.ANSWER_ENQUIRY):
        raise ForbiddenError
    before = cases.lock_for_task(reference)
    if before is None or _system(before, reference) != actor.subject:
        raise TaskUnknownError
    clocks = {code: schedules.of(code) for code in before.agencies}
    occasion = Occasion(at=clock(), schedules=clocks, new_id=new_id)
    change = asking.answer_enquiry(before, reference, answer, occasion)
    if change is not None:
        after, said = change
        cases.save(before, after)
        for event in said:
            events.add(event)
    word = _word(answer, taken=change is not None)
    note = answer.number or answer.reason
    history.add(
        StepEvent(task=reference, action=word, officer=actor.subject, at=occasion.at, note=note)
    )
    return change is not None


def _system(case: Case, reference: UUID) -> str | None:
    task = case.task(reference)
    return case.process.step(task.leg, task.step).system


def _word(answer: SystemAnswer, *, taken: bool) -> str:
    if not taken:
        return TOO_LATE
    return REFUSED if answer.outcome is AnswerOutcome.REFUSED else ANSWERED
