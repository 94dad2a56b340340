"""Binds what officers propose to transactions: found, declined, signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from chassis.db import Database
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from kernel.clock import Clock
from kernel.process import StepAction
from kernel.rights import Actor
from services.routing import metrics
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.settings import NAME
from services.routing.wiring.assignment import assigned_cases
from services.routing.wiring.officers import placed_today
from services.routing.work.api.proposal_schemas import proposal_document
from services.routing.work.api.routes_proposals import Decided, ProposalDoor
from services.routing.work.domain.proposal_reach import ACCEPT, ProposalPlace, ProposalRequest
from services.routing.work.store.cases import PgHistory
from services.routing.work.store.proposals import PgProposals
from services.routing.work.usecases.settle_proposal import (
    find_proposal,
    list_proposals,
    settle_proposal,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalTransactions:
    """What stands behind the routes of proposals, each call in a transaction of its own."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def door(self) -> ProposalDoor:
        """Return what stands behind the routes."""
        return ProposalDoor(page=self.page, find=self.find, settle=self.settle)

    def page(
        self, actor: Actor, wanted: ProposalRequest
    ) -> tuple[Sequence[dict[str, Any]], ProposalPlace | None]:
        """Return a page of open proposals and where the next begins; as `list_proposals`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            found = list_proposals(actor, wanted, proposals=PgProposals(tx))
        shown = found[: wanted.limit]
        more = len(found) > wanted.limit
        after = ProposalPlace(at=shown[-1].at, proposal=shown[-1].id) if more else None
        return [proposal_document(one, actor) for one in shown], after

    def find(self, actor: Actor, proposal: UUID) -> dict[str, Any]:
        """Return a proposal; raises as `find_proposal`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            found = find_proposal(proposal, actor=actor, proposals=PgProposals(tx))
        return proposal_document(found, actor)

    def settle(self, actor: Actor, decided: Decided) -> StoredReply:
        """Decline a proposal or sign it, once for each key; raises as `settle_proposal`."""
        with self.database.transaction() as tx:
            memory = Idempotency(
                tx, client=actor.subject, key=decided.key, body=decided.fingerprint
            )
            known = memory.recall()
            if known is not None:
                return known
            actor = placed_today(tx, actor, self.clock)
            schedules = PgSchedules(tx, self.kept_schedules)
            procedures = PgProcedures(tx, self.kept_procedures)
            settled = settle_proposal(
                decided.proposal,
                decided.version,
                decided.action,
                decided.reason,
                actor=actor,
                cases=assigned_cases(tx, procedures, schedules, self.clock),
                history=PgHistory(tx),
                schedules=schedules,
                events=Outbox(
                    tx, source=NAME, clock=self.clock, traceparent=current_traceparent()
                ),
                clock=self.clock,
                new_id=new_id,
            )
            body = orjson.dumps(proposal_document(settled, actor))
            headers = {"ETag": f'"{settled.version}"'}
            memory.keep(200, body, headers)
        if decided.action == ACCEPT:
            metrics.count_task_completed(StepAction.REFUSE.value)
        return StoredReply(status=200, headers=headers, body=body)
