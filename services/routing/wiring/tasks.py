"""What officers do with tasks, bound to one database; transactions are opened here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from chassis.db import Database, Transaction
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from kernel.clock import Clock
from kernel.process import StepAction
from kernel.rights import Actor
from services.routing import metrics
from services.routing.lateness.store.alerts import PgAlerts
from services.routing.lateness.usecases.acknowledge_alert import count_alerts
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.settings import NAME
from services.routing.wiring.assignment import assigned_cases
from services.routing.wiring.colleagues import RegisteredColleagues
from services.routing.wiring.officers import placed_today
from services.routing.work.api.documents import task_document
from services.routing.work.api.routes_tasks import Order, TaskDoor
from services.routing.work.domain.offering import (
    ASSIGN,
    CLAIM,
    CONFIRM_PAYMENT,
    LATE_ANSWER,
    RELEASE,
    REQUEST_PAYMENT,
    TRANSFER,
)
from services.routing.work.domain.reading import (
    Counters,
    StepEvent,
    WorkItem,
    WorklistPage,
    WorklistRequest,
)
from services.routing.work.ports import Events
from services.routing.work.store.cases import PgHistory
from services.routing.work.store.queries import PgTasks
from services.routing.work.usecases.answer_late import answer_late
from services.routing.work.usecases.claim_task import claim_task
from services.routing.work.usecases.end_task import end_task
from services.routing.work.usecases.find_task import find_task
from services.routing.work.usecases.hand_on_task import hand_on_task
from services.routing.work.usecases.list_worklist import count_worklist, list_worklist
from services.routing.work.usecases.make_proposal import make_proposal
from services.routing.work.usecases.record_receipt import record_receipt
from services.routing.work.usecases.release_task import release_task
from services.routing.work.usecases.settle_obligation import settle_obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTransactions:
    """What stands behind the routes of officers, each call in a transaction of its own."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def door(self) -> TaskDoor:
        """Return what stands behind the routes of officers."""
        return TaskDoor(
            worklist=self.worklist, counters=self.counters, find=self.find, act=self.act
        )

    def worklist(self, actor: Actor, wanted: WorklistRequest) -> WorklistPage:
        """Return a page of the actor's worklist; raises as `list_worklist`."""
        with self.database.read() as tx:
            return list_worklist(
                placed_today(tx, actor, self.clock),
                wanted,
                tasks=self._tasks(tx),
                schedules=self._schedules(tx),
                clock=self.clock,
            )

    def counters(self, actor: Actor) -> Counters:
        """Count the actor's open work; raises as `count_worklist`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            return count_worklist(
                actor,
                tasks=self._tasks(tx),
                alerts=lambda who: count_alerts(who, alerts=PgAlerts(tx)),
                clock=self.clock,
            )

    def find(self, actor: Actor, task: UUID) -> tuple[WorkItem, Sequence[StepEvent]]:
        """Return a task and its history; raises as `find_task`."""
        with self.database.read(snapshot=True) as tx:
            actor = placed_today(tx, actor, self.clock)
            return self._find(tx, actor, task, self._schedules(tx))

    def act(self, actor: Actor, order: Order) -> StoredReply:
        """Do what the officer orders, once for each key, and answer with the task."""
        with self.database.transaction() as tx:
            actor = placed_today(tx, actor, self.clock)
            memory = Idempotency(tx, client=actor.subject, key=order.key, body=order.fingerprint)
            known = memory.recall()
            if known is not None:
                return known
            schedules = self._schedules(tx)
            self._act(tx, actor, order, schedules)
            item, history = self._find(tx, actor, order.task, schedules)
            body = orjson.dumps(task_document(item, history))
            headers = {"ETag": f'"{item.listed.task.version}"'}
            memory.keep(200, body, headers)
        if order.action in set(StepAction) - {StepAction.REQUEST_PAYMENT}:
            metrics.count_task_completed(order.action)
        return StoredReply(status=200, headers=headers, body=body)

    def _act(self, tx: Transaction, actor: Actor, order: Order, schedules: PgSchedules) -> None:
        bound: dict[str, Any] = {
            "actor": actor,
            "cases": assigned_cases(tx, self._procedures(tx), schedules, self.clock),
            "history": PgHistory(tx),
            "clock": self.clock,
        }
        events = self._events(tx)
        moving: dict[str, Any] = {"schedules": schedules, "events": events, "new_id": new_id}
        if order.action in (CLAIM, RELEASE, TRANSFER, ASSIGN):
            _own(tx, order, bound, events)
        elif order.action == LATE_ANSWER:
            answer_late(order.task, order.version, order.note, **bound)
        elif (draft := order.draft()) is not None:
            bound |= {"events": events, "new_id": new_id}
            make_proposal(order.task, order.version, draft, **bound)
        elif order.receipt is not None and order.action == CONFIRM_PAYMENT:
            record_receipt(order.task, order.version, order.receipt, **bound, **moving)
        elif order.action in (REQUEST_PAYMENT, CONFIRM_PAYMENT):
            settle_obligation(
                order.task,
                order.version,
                order.action,
                **bound,
                schedules=schedules,
                events=events,
            )
        else:
            end_task(
                order.task,
                order.version,
                order.verdict(actor.subject),
                **bound,
                **moving,
            )

    def _events(self, tx: Transaction) -> Outbox:
        return Outbox(tx, source=NAME, clock=self.clock, traceparent=current_traceparent())

    def _find(
        self, tx: Transaction, actor: Actor, task: UUID, schedules: PgSchedules
    ) -> tuple[WorkItem, Sequence[StepEvent]]:
        return find_task(
            task,
            actor=actor,
            tasks=self._tasks(tx),
            schedules=schedules,
            clock=self.clock,
        )

    def _procedures(self, tx: Transaction) -> PgProcedures:
        return PgProcedures(tx, self.kept_procedures)

    def _schedules(self, tx: Transaction) -> PgSchedules:
        return PgSchedules(tx, self.kept_schedules)

    def _tasks(self, tx: Transaction) -> PgTasks:
        return PgTasks(tx, self._procedures(tx))


def _own(tx: Transaction, order: Order, bound: dict[str, Any], events: Events) -> None:
    """Change who answers for the task."""
    if order.action == CLAIM:
        claim_task(order.task, order.version, events=events, **bound)
    elif order.action == RELEASE:
        release_task(order.task, order.version, order.reason, **bound)
    else:
        hand_on_task(
            order.task,
            order.version,
            order.action,
            to=order.to,
            reason=order.reason,
            colleagues=RegisteredColleagues(tx),
            events=events,
            **bound,
        )
