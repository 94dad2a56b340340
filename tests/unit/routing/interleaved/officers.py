"""Officers of two agencies and a specialised system: they act on what they read, if long ago."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from inspect import signature
from uuid import UUID

from kernel.process import StepAction, StepKind
from kernel.rights import Actor, Role
from services.routing.process.domain.process import StepDefinition
from services.routing.work.domain.asking import AnswerOutcome, SystemAnswer
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.case import Suspension
from services.routing.work.domain.ending import Result, Verdict
from services.routing.work.domain.offering import CONFIRM_PAYMENT, offered_actions
from services.routing.work.domain.receipt import Receipt
from services.routing.work.domain.task import Task
from services.routing.work.usecases.answer_enquiry import answer_enquiry
from services.routing.work.usecases.answer_late import answer_late
from services.routing.work.usecases.approve_task import approve_task
from services.routing.work.usecases.claim_task import claim_task
from services.routing.work.usecases.end_task import end_task
from services.routing.work.usecases.hand_on_task import hand_on_task
from services.routing.work.usecases.record_receipt import record_receipt
from services.routing.work.usecases.release_task import release_task
from services.routing.work.usecases.settle_obligation import settle_obligation
from tests.unit.routing.fake_colleagues import InMemoryColleagues
from tests.unit.routing.interleaved.world import Happening, World
from tests.unit.routing.samples import COMMUNE, INSURANCE, officer

STAFF = tuple(
    officer(role, subject=f"{role.value}-{number}-{agency}", agency=agency)
    for agency in (COMMUNE, INSURANCE)
    for role, number in ((Role.OFFICER, 1), (Role.OFFICER, 2), (Role.APPROVER, 1), (Role.HEAD, 1))
)
SYSTEM = Actor(
    subject="land",
    roles=frozenset({Role.PARTNER}),
    agency=None,
    scope=frozenset({"enquiries:answer"}),
)
_COLLEAGUES = InMemoryColleagues(*(Colleague(actor=one) for one in STAFF))
_BACK = (StepAction.RETURN, StepAction.REFUSE)
_EVERYTHING = (
    *(action.value for action in StepAction),
    *("claim", "release", "transfer", "assign", "confirm-payment", "late-answer"),
)
_ENDS = frozenset(StepAction) - {StepAction.REQUEST_PAYMENT}
_LIKELY = {"release": 1, "transfer": 1, "assign": 1, "approve": 9}


class Officer:
    """One of the staff, with the tasks as they last read them and what they could do with each."""

    def __init__(self, world: World, actor: Actor) -> None:
        self._world, self._actor = world, actor
        self._read: dict[UUID, tuple[Task, tuple[str, ...]]] = {}

    def read(self) -> None:
        """Look at the tasks of the agency, and forget most of those that were there before."""
        case = self._world.case
        kept = self._read if self._world.chance.happens(0.3) else {}
        mine = [task for task in case.tasks if task.agency == self._actor.agency][-8:]
        done = case.finished_legs()
        self._read = kept | {
            task.id: (
                task,
                offered_actions(task, case.process, done, self._actor, facts=case.facts),
            )
            for task in mine
        }

    def act(self) -> Happening | None:
        """Do something with a task as it was read, mostly what was offered then."""
        chance = self._world.chance
        offered = [
            (task, word)
            for task, words in self._read.values()
            for word in words
            if word in _EVERYTHING  # what only proposes leaves every task as it is
            for _ in range(_LIKELY.get(word, 3))
        ]
        if offered and chance.happens(0.85):
            return self.do(*chance.choice(offered))
        if not self._read:
            return None
        task, _ = chance.choice(list(self._read.values()))
        return self.do(task, chance.choice(_EVERYTHING))

    def do(self, task: Task, word: str) -> Happening:
        """Do what a word of the worklist says."""
        version = str(task.version)
        if word in _ENDS and not (word == "approve" and self._world.chance.happens(0.4)):
            return self._end(task, version, StepAction(word))
        if word in ("transfer", "assign"):
            return self._hand_on(task, version, word)
        if word in ("request-payment", "confirm-payment"):
            payment = self._step(task).kind is StepKind.PAYMENT
            return self._pay(task, version) if payment else self._owe(task, version, word)
        return {
            "claim": self._claim,
            "release": self._release,
            "approve": self._approve,
            "late-answer": self._answer_late,
        }[word](task, version)

    def further(self, task: Task) -> Iterator[Happening]:
        """Take a task and end it onwards, as cases come to their end."""
        if task.assignee is None:
            yield self._claim(task, str(task.version))
            task = self._world.case.task(task.id)
        version = str(task.version)
        if self._step(task).kind is StepKind.PAYMENT:
            yield self._pay(task, version)
        elif self._world.case.suspended is Suspension.OBLIGATION:
            yield self._owe(task, version, CONFIRM_PAYMENT)
        else:
            yield self._end(task, version, StepAction.COMPLETE)

    def _claim(self, task: Task, version: str) -> Happening:
        return self._try("claim", task, version, lambda: self._use(claim_task, task, version))

    def _release(self, task: Task, version: str) -> Happening:
        return self._try(
            "release", task, version, lambda: self._use(release_task, task, version, "vì bận")
        )

    def _hand_on(self, task: Task, version: str, action: str) -> Happening:
        to = self._world.chance.choice(STAFF).subject
        more = {"to": to, "reason": "vì bận", "colleagues": _COLLEAGUES}
        return self._try(
            action, task, version, lambda: self._use(hand_on_task, task, version, action, **more)
        )

    def _end(self, task: Task, version: str, action: StepAction) -> Happening:
        chance = self._world.chance
        number = f"{chance.randint(1, 99)}/QĐ" if chance.happens(0.5) else None
        approves = action is StepAction.APPROVE
        verdict = Verdict(
            action=action,
            officer=self._actor.subject,
            reason="vì thiếu" if action in _BACK else None,
            result=Result(number=number) if approves and number else None,
            answers={ask.id: chance.happens(0.5) for ask in self._step(task).asks},
        )
        return self._try(
            action.value,
            task,
            version,
            lambda: self._use(end_task, task, version, verdict),
            detail=number if approves else None,
        )

    def _approve(self, task: Task, version: str) -> Happening:
        return self._try(
            "approve",
            task,
            version,
            lambda: self._use(approve_task, task, version, None),
            whole=True,
        )

    def _owe(self, task: Task, version: str, action: str) -> Happening:
        return self._try(
            action, task, version, lambda: self._use(settle_obligation, task, version, action)
        )

    def _pay(self, task: Task, version: str) -> Happening:
        receipt = Receipt(number="KB-1", paid_on=self._world.at.date(), amount=1_000)
        return self._try(
            "pay", task, version, lambda: self._use(record_receipt, task, version, receipt)
        )

    def _answer_late(self, task: Task, version: str) -> Happening:
        return self._try(
            "late-answer", task, version, lambda: self._use(answer_late, task, version, "đồng ý")
        )

    def _step(self, task: Task) -> StepDefinition:
        return self._world.case.process.step(task.leg, task.step)

    def _try(
        self,
        act: str,
        task: Task,
        version: str,
        do: Callable[[], object],
        *,
        whole: bool = False,
        detail: object = None,
    ) -> Happening:
        return self._world.attempt(
            self._actor.subject,
            act,
            do,
            whole=whole,
            task=task.id,
            version=version,
            detail=detail,
        )

    def _use(
        self, usecase: Callable[..., object], task: Task, *rest: object, **more: object
    ) -> object:
        """Call a use case with what it takes of all there is."""
        bound = self._world.bound() | {"history": self._world.history, "actor": self._actor}
        names = _parameters(usecase)
        given = {name: port for name, port in bound.items() if name in names}
        return usecase(task.id, *rest, **given, **more)


@cache
def _parameters(usecase: Callable[..., object]) -> frozenset[str]:
    return frozenset(signature(usecase).parameters)


def answer(world: World) -> Happening | None:
    """Let the system answer one of the enquiries it ever got, once more or for the first time."""
    asked = [task for task in world.case.tasks if task.enquiry is not None]
    if not asked:
        return None
    task = world.chance.choice(asked)
    asks = world.case.process.step(task.leg, task.step).asks
    does = world.chance.happens(0.7)
    said = SystemAnswer(
        outcome=AnswerOutcome.COMPLETED if does else AnswerOutcome.REFUSED,
        number=f"TB-{world.chance.randint(1, 99)}" if does and world.chance.happens(0.5) else None,
        reason=None if does else "Không có thửa này",
        answers={ask.id: world.chance.happens(0.5) for ask in asks} if does else {},
    )
    return world.attempt(
        "land",
        "answer",
        lambda: answer_enquiry(
            task.id, said, actor=SYSTEM, history=world.history, **world.bound()
        ),
        task=task.id,
        detail=said,
    )
