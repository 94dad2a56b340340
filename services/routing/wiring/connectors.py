"""Binds the steps that specialised systems do: enquiries go out, answers come in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import orjson
import structlog

from chassis.backoff import delay_after
from chassis.db import Database, Transaction
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from contracts.envelope import Envelope
from contracts.events.systems import SystemAsked
from kernel.clock import Clock
from kernel.errors import ConflictError, DomainError, UnavailableError
from kernel.rights import Actor, Role
from services.routing import metrics
from services.routing.connectors.domain.delivery import FINAL, Delivery, Reached, Reply, told
from services.routing.connectors.ports import Disclosures, Systems
from services.routing.connectors.store.deliveries import PgDeliveries
from services.routing.connectors.usecases.queue_enquiry import queue_enquiry
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.process.store.schedules import KeptSchedules, PgSchedules
from services.routing.settings import NAME
from services.routing.wiring.assignment import assigned_cases
from services.routing.work.api.routes_enquiries import SentAnswer
from services.routing.work.domain.asking import SystemAnswer
from services.routing.work.store.cases import PgHistory
from services.routing.work.usecases.answer_enquiry import answer_enquiry

_AT_ONCE = 10
_LONGEST_SECONDS = 300.0
_SCOPE = frozenset({"enquiries:answer"})
_log = structlog.get_logger(__name__)


def queue_asked(tx: Transaction, _envelope: Envelope, event: SystemAsked) -> None:
    """Keep what is to be handed to a system."""
    queue_enquiry(event, deliveries=PgDeliveries(tx))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiries:
    """Takes the answers of systems, each in a transaction of its own."""

    database: Database
    clock: Clock
    kept_procedures: KeptProcedures
    kept_schedules: KeptSchedules

    def receive(self, actor: Actor, sent: SentAnswer) -> StoredReply:
        """Take an answer that a system sent, once for each key; raises as `answer_enquiry`."""
        with self.database.transaction() as tx:
            memory = Idempotency(tx, client=actor.subject, key=sent.key, body=sent.fingerprint)
            known = memory.recall()
            if known is not None:
                return known
            taken = self.take(tx, actor, sent.reference, sent.answer)
            effect = "taken" if taken else "late"
            body = orjson.dumps({"reference": str(sent.reference), "effect": effect})
            memory.keep(200, body, {})
        metrics.count_enquiry(actor.subject, effect)
        return StoredReply(status=200, headers={}, body=body)

    def take(self, tx: Transaction, actor: Actor, reference: UUID, answer: SystemAnswer) -> bool:
        """Do what an answer means in a transaction; raises as `answer_enquiry`."""
        procedures = PgProcedures(tx, self.kept_procedures)
        schedules = PgSchedules(tx, self.kept_schedules)
        return answer_enquiry(
            reference,
            answer,
            actor=actor,
            cases=assigned_cases(tx, procedures, schedules, self.clock),
            history=PgHistory(tx),
            schedules=schedules,
            events=Outbox(tx, source=NAME, clock=self.clock, traceparent=current_traceparent()),
            clock=self.clock,
            new_id=new_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Connectors:
    """Hands enquiries to systems; no transaction is open while one is asked."""

    enquiries: Enquiries
    systems: Systems
    disclosures: Disclosures

    def turn(self) -> int:
        """Hand over what is due; return how many that were. `UnavailableError`."""
        with self.enquiries.database.transaction() as tx:
            claimed = PgDeliveries(tx).claim(_AT_ONCE)
        for delivery in claimed:
            self._hand_over(delivery)
        return len(claimed)

    def _hand_over(self, delivery: Delivery) -> None:
        if delivery.until <= self.enquiries.clock():
            self._end(delivery)  # its time is over: routing asks again, or an officer does it
            return
        reply = self._asked(delivery)
        metrics.count_enquiry(delivery.system, reply.reached.value)
        if reply.answer is not None:
            self._take(delivery, reply.answer)
        elif reply.reached in FINAL:
            self._end(delivery)
        else:
            self._put_off(delivery, reply)

    def _asked(self, delivery: Delivery) -> Reply:
        """Ask the system, with what intake tells it of the form at this moment."""
        try:
            form = self.disclosures.form(delivery) if delivery.document.get("sends") else {}
        except UnavailableError:
            return Reply(reached=Reached.NOT_TOLD)
        return self.systems.ask(told(delivery, form))

    def _take(self, delivery: Delivery, answer: SystemAnswer) -> None:
        actor = Actor(subject=delivery.system, roles=frozenset({Role.PARTNER}), scope=_SCOPE)
        try:
            with self.enquiries.database.transaction() as tx:
                self.enquiries.take(tx, actor, UUID(delivery.reference), answer)
                PgDeliveries(tx).end(delivery)
        except ConflictError:
            # The case stands, or somebody is at work on it: the same answer is good later.
            self._put_off(delivery, Reply(reached=Reached.ANSWERED))
        except DomainError as error:
            _log.warning("enquiry-answer-unfit", system=delivery.system, slug=error.slug)
            self._put_off(delivery, Reply(reached=Reached.FAULTY))

    def _end(self, delivery: Delivery) -> None:
        with self.enquiries.database.transaction() as tx:
            PgDeliveries(tx).end(delivery)

    def _put_off(self, delivery: Delivery, reply: Reply) -> None:
        seconds = delay_after(delivery.tries + 1, most=_LONGEST_SECONDS)
        _log.warning(
            "enquiry-put-off",
            system=delivery.system,
            reached=reply.reached.value,
            tries=delivery.tries + 1,
        )
        with self.enquiries.database.transaction() as tx:
            PgDeliveries(tx).put_off(delivery, seconds)
