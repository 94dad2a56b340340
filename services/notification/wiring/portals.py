"""Binds the calls to portals to transactions and keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import orjson

from chassis.db import Database, Transaction
from chassis.identifiers import new_id
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.usecases.queue_messages import TEMPLATE_OF
from services.notification.portals.api.loop import PortalLoop
from services.notification.portals.domain.call import Call, Endpoint, state_of
from services.notification.portals.ports import Caller
from services.notification.portals.store.calls import PgCalls
from services.notification.portals.usecases.settle_call import settle_call
from services.notification.templates.usecases.gather_facts import Milestone

# Each may take 18 s, and a claim is lost after two minutes.
_AT_ONCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Portals:
    """The portals of the settings."""

    endpoints: Sequence[Endpoint] = ()

    def tell(self, tx: Transaction, told: Sequence[tuple[UUID, Milestone]], now: datetime) -> None:
        """Queue a call to each portal for each event that applicants are told of."""
        calls = [
            (event_id, Call(id=new_id(), endpoint=one.name, body=_body(event, now)))
            for event_id, event in told
            for one in self.endpoints
        ]
        PgCalls(tx).add(calls, now)


NO_PORTALS = Portals()


def portal_loops(
    database: Database, clock: Clock, caller: Caller, endpoints: Sequence[Endpoint]
) -> list[PortalLoop]:
    """Return a loop a portal, so that one that does not answer holds up no other."""
    return [
        PortalLoop(one.name, PortalCalls(database, clock, caller, one).turn) for one in endpoints
    ]


class PortalCalls:
    """The calls to one portal, a turn of its loop after the other."""

    def __init__(
        self, database: Database, clock: Clock, caller: Caller, endpoint: Endpoint
    ) -> None:
        self._database = database
        self._clock = clock
        self._caller = caller
        self._endpoint = endpoint

    def turn(self) -> int:
        """Make the calls that are due; return how many."""
        with self._database.transaction() as tx:
            due = PgCalls(tx).claim(self._endpoint.name, _AT_ONCE)
        for call in due:
            answer = self._caller.call(self._endpoint, call)
            with self._database.transaction() as tx:
                settle_call(call, answer, calls=PgCalls(tx), now=self._clock())
            metrics.portal_calls().labels(call.endpoint, answer).inc()
        with self._database.read() as tx:
            disabled = self._endpoint.name in PgCalls(tx).disabled()
        metrics.portal_disabled().labels(self._endpoint.name).set(float(disabled))
        return len(due)


def _body(event: Milestone, now: datetime) -> bytes:
    said = {one.name: getattr(event, one.name) for one in fields(event)}
    data = state_of(event.code, TEMPLATE_OF[type(event)], said)
    return orjson.dumps({"type": "dossier.updated", "timestamp": now.isoformat(), "data": data})
