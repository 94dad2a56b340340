"""Binds hand-over slips to transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from chassis.db import Database
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, StoredReply
from chassis.outbox import Outbox
from kernel.clock import Clock
from kernel.rights import Actor
from services.routing.settings import NAME
from services.routing.wiring.officers import placed_today
from services.routing.work.api.documents import slip_document
from services.routing.work.api.routes_slips import Settling, SlipDoor
from services.routing.work.domain.reading import SlipRequest
from services.routing.work.domain.slip import Slip
from services.routing.work.store.slips import PgSlips
from services.routing.work.usecases.settle_slip import find_slip, list_slips, settle_slip


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipTransactions:
    """What stands behind the routes of slips, each call in a transaction of its own."""

    database: Database
    clock: Clock

    def door(self) -> SlipDoor:
        """Return what stands behind the routes."""
        return SlipDoor(page=self.page, find=self.find, settle=self.settle)

    def page(self, actor: Actor, wanted: SlipRequest) -> Sequence[Slip]:
        """Return a page of slips; raises as `list_slips`."""
        with self.database.read() as tx:
            return list_slips(placed_today(tx, actor, self.clock), wanted, slips=PgSlips(tx))

    def find(self, actor: Actor, slip: UUID) -> Slip:
        """Return a slip; raises as `find_slip`."""
        with self.database.read() as tx:
            actor = placed_today(tx, actor, self.clock)
            return find_slip(slip, actor=actor, slips=PgSlips(tx))

    def settle(self, actor: Actor, settling: Settling) -> StoredReply:
        """Confirm or refuse a receipt, once for each key; raises as `settle_slip`."""
        with self.database.transaction() as tx:
            memory = Idempotency(
                tx, client=actor.subject, key=settling.key, body=settling.fingerprint
            )
            known = memory.recall()
            if known is not None:
                return known
            slip = settle_slip(
                settling.slip,
                settling.version,
                settling.action,
                settling.reason,
                actor=placed_today(tx, actor, self.clock),
                slips=PgSlips(tx),
                events=Outbox(
                    tx, source=NAME, clock=self.clock, traceparent=current_traceparent()
                ),
                clock=self.clock,
            )
            body = orjson.dumps(slip_document(slip))
            headers = {"ETag": f'"{slip.version}"'}
            memory.keep(200, body, headers)
        return StoredReply(status=200, headers=headers, body=body)
