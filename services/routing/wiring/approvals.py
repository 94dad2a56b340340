"""Binds many approvals of one request: each task in a transaction of its own, once for its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db import ContentionError, Database, LockTimeoutError, Transaction
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, RequestInProgressError, StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from chassis.problems import from_domain_error
from kernel.clock import Clock
from kernel.errors import DomainError, UnavailableError
from kernel.process import StepAction
from kernel.rights import Actor
from services.routing import metrics
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.settings import NAME
from services.routing.wiring.assignment import assigned_cases
from services.routing.wiring.officers import placed_today
from services.routing.work.api.routes_approvals import Approvals, Outcome
from services.routing.work.store.cases import PgHistory
from services.routing.work.usecases.approve_task import approve_task

_PASSING = (LockTimeoutError, ContentionError, RequestInProgressError)
"""What is over a moment later: it is told and not kept, so that sending again tries again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyApprovals:
    """What stands behind `POST /tasks/approvals`."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def approve(self, actor: Actor, wanted: Approvals) -> Sequence[Outcome]:
        """Approve each task, and return what came of it, in the order asked.

        Each outcome is kept under the request's key and the task: whoever sends the request again,
        also after it broke off in the middle, is answered the same and does the rest. Raises
        `IdempotencyKeyReusedError` for a key that came with another body, `UnavailableError`.
        """
        with self.database.transaction() as tx:
            whole = Idempotency(tx, client=actor.subject, key=wanted.key, body=wanted.fingerprint)
            if whole.recall() is None:
                whole.keep(200, b"")
        return [
            Outcome(task=task, reply=self._outcome(actor, wanted, task, version))
            for task, version in wanted.tasks
        ]

    def _outcome(self, actor: Actor, wanted: Approvals, task: UUID, version: str) -> StoredReply:
        try:
            return self._approved(actor, wanted, task, version)
        except UnavailableError:
            raise
        except _PASSING as error:
            return _refusal(error)
        except DomainError as error:
            return self._kept(actor, wanted, task, _refusal(error))

    def _approved(self, actor: Actor, wanted: Approvals, task: UUID, version: str) -> StoredReply:
        with self.database.transaction() as tx:
            memory = _memory(tx, actor, wanted, task)
            known = memory.recall()
            if known is not None:
                return known
            procedures = PgProcedures(tx, self.kept_procedures)
            schedules = PgSchedules(tx, self.kept_schedules)
            approved = approve_task(
                task,
                version,
                wanted.note,
                actor=placed_today(tx, actor, self.clock),
                cases=assigned_cases(tx, procedures, schedules, self.clock),
                history=PgHistory(tx),
                schedules=schedules,
                events=Outbox(
                    tx, source=NAME, clock=self.clock, traceparent=current_traceparent()
                ),
                clock=self.clock,
                new_id=new_id,
            )
            reply = StoredReply(status=200, headers={}, body=str(approved.version).encode())
            memory.keep(reply.status, reply.body)
        metrics.count_task_completed(StepAction.APPROVE.value)
        return reply

    def _kept(
        self, actor: Actor, wanted: Approvals, task: UUID, refusal: StoredReply
    ) -> StoredReply:
        """Keep a refusal, or return what the same request was answered meanwhile."""
        with self.database.transaction() as tx:
            memory = _memory(tx, actor, wanted, task)
            known = memory.recall()
            if known is not None:
                return known
            memory.keep(refusal.status, refusal.body)
        return refusal


def _memory(tx: Transaction, actor: Actor, wanted: Approvals, task: UUID) -> Idempotency:
    key = f"{wanted.key}/{task}"
    return Idempotency(tx, client=actor.subject, key=key, body=wanted.fingerprint)


def _refusal(error: DomainError) -> StoredReply:
    problem = from_domain_error(error)
    return StoredReply(status=problem.status_code, headers={}, body=problem.get_data())
