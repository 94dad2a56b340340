"""Binds the apology of a dossier to transactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from chassis.db import Transaction
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, StoredReply
from chassis.outbox import Outbox
from kernel.apology import ApologyReason
from kernel.rights import Actor
from services.routing import metrics
from services.routing.lateness.api.apology_documents import apology_document
from services.routing.lateness.api.routes_apologies import Asked
from services.routing.lateness.domain.apology import Apology, ApologyState
from services.routing.lateness.store.apologies import PgApologies
from services.routing.lateness.usecases.settle_apology import (
    show_apology,
    sign_apology,
    write_apology,
)
from services.routing.settings import NAME
from services.routing.wiring.colleagues import RegisteredColleagues
from services.routing.wiring.officers import placed_today
from services.routing.wiring.work import Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyTransactions:
    """`ApologyActions` of the routes."""

    routing: Routing

    def find(self, code: str, actor: Actor) -> Apology:
        """Return the apology of a dossier; raises as `show_apology`."""
        with self.routing.database.transaction() as tx:
            actor = placed_today(tx, actor, self.routing.clock)
            return show_apology(code, actor=actor, **self._found(tx))

    def write(self, code: str, reason: ApologyReason, day: date, asked: Asked) -> StoredReply:
        """Write reason and new date, once for the key; raises as `write_apology`."""

        def do(bound: dict[str, Any], tx: Transaction) -> Apology:
            bound |= {"colleagues": RegisteredColleagues(tx), "events": self._events(tx)}
            return write_apology(code, asked.version, reason, day, **bound)

        return self._once(asked, do)

    def sign(self, code: str, asked: Asked) -> StoredReply:
        """Sign it, once for the key; raises as `sign_apology`."""

        def do(bound: dict[str, Any], tx: Transaction) -> Apology:
            return sign_apology(code, asked.version, **bound, events=self._events(tx))

        return self._once(asked, do)

    def _once(
        self, asked: Asked, do: Callable[[dict[str, Any], Transaction], Apology]
    ) -> StoredReply:
        with self.routing.database.transaction() as tx:
            actor = placed_today(tx, asked.actor, self.routing.clock)
            memory = Idempotency(tx, client=actor.subject, key=asked.key, body=asked.fingerprint)
            known = memory.recall()
            if known is not None:
                return known
            bound = {
                "actor": actor,
                **self._found(tx),
                "schedules": self.routing.schedules(tx),
                "clock": self.routing.clock,
            }
            apology = do(bound, tx)
            body = orjson.dumps(apology_document(apology))
            headers = {"ETag": f'"{apology.version}"'}
            memory.keep(200, body, headers)
        if apology.state is ApologyState.SIGNED and apology.reason is not None:
            metrics.count_apology(apology.reason.value)
        return StoredReply(status=200, headers=headers, body=body)

    def _events(self, tx: Transaction) -> Outbox:
        return Outbox(tx, source=NAME, clock=self.routing.clock, traceparent=current_traceparent())

    def _found(self, tx: Transaction) -> dict[str, Any]:
        return {"cases": self.routing.cases(tx), "apologies": PgApologies(tx)}
