"""Binds mandates to transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from chassis.timers import Timer, TimerHandler, Timers
from kernel.rights import Actor
from services.intake.registry.api.documents import PUBLIC_PATH, accesses_document
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.api.routes_mandates import (
    changed_mandate_document,
    found_document,
    mandate_document,
    mandates_blueprint,
    mandates_document,
)
from services.intake.registry.domain.mandate import Mandate, MandateGiven
from services.intake.registry.domain.mandate_search import MandateQuery
from services.intake.registry.store.contact_keys import ContactSealer
from services.intake.registry.store.mandate_accesses import PgMandateAccesses
from services.intake.registry.store.mandates import LAPSE
from services.intake.registry.usecases.grant_mandate import grant_mandate
from services.intake.registry.usecases.lapse_mandate import lapse_mandate
from services.intake.registry.usecases.read_mandates import (
    list_mandates,
    read_accesses,
    read_mandate,
)
from services.intake.registry.usecases.revoke_mandate import revoke_mandate
from services.intake.registry.usecases.search_mandates import search_mandates
from services.intake.settings import NAME
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import once
from services.intake.wiring.staff import placed_today, with_names


def mandates_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about mandates."""
    return (mandates_blueprint(MandateTransactions(parts)),)


def lapse_handler(parts: Parts) -> TimerHandler:
    """Return what is done when the last day of a mandate is over."""

    def lapse(tx: Transaction, timer: Timer) -> None:
        early = lapse_mandate(
            timer.subject,
            now=timer.now,
            mandates=parts.mandates(tx),
            dossiers=parts.dossiers(tx),
            contents=parts.contents(tx),
            contacts=ContactSealer(parts.ring, new_id),
            events=Outbox(tx, source=NAME, clock=lambda: timer.now),
        )
        if early is not None:
            Timers(tx).set(kind=LAPSE, subject=early.id, due_at=early.over_at)

    return TimerHandler(kind=LAPSE, handle=lapse)


class MandateTransactions:
    """`MandateActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def grant(self, given: MandateGiven, asked: Asked) -> StoredReply:
        """Keep a mandate."""

        def do(tx: Transaction) -> StoredReply:
            mandate = grant_mandate(
                given,
                id_=str(new_id()),
                reference=self._parts.reference(tx),
                mandates=self._parts.mandates(tx),
                **self._bound(tx, asked),
            )
            Timers(tx).set(kind=LAPSE, subject=mandate.id, due_at=mandate.over_at)
            headers = {"Location": f"{PUBLIC_PATH}/mandates/{mandate.id}"}
            return self._reply(mandate, 201, headers)

        return once(self._parts, asked, "grant-mandate", do)

    def of(self, actor: Actor) -> dict[str, Any]:
        """Return the actor's."""
        with self._parts.database.read() as tx:
            found = list_mandates(actor=actor, mandates=self._parts.mandates(tx))
        return mandates_document(found, self._parts.today())

    def get(self, id_: str, actor: Actor) -> tuple[dict[str, Any], int]:
        """Return one with its version."""
        with self._parts.database.transaction() as tx:
            here = placed_today(self._parts, tx, actor)
            found = read_mandate(id_, clock=self._parts.clock, **self._looked_at(tx, here))
        return mandate_document(found, self._parts.today()), found.version

    def search(self, query: MandateQuery, actor: Actor) -> dict[str, Any]:
        """Return what a desk finds."""
        with self._parts.database.transaction() as tx:
            here = placed_today(self._parts, tx, actor)
            found = search_mandates(query, clock=self._parts.clock, **self._looked_at(tx, here))
        return found_document(found, self._parts.today())

    def accesses(self, id_: str, actor: Actor) -> dict[str, Any]:
        """Return who of the staff looked at one, officers by name where they are known."""
        with self._parts.database.read() as tx:
            here = placed_today(self._parts, tx, actor)
            found = with_names(tx, read_accesses(id_, **self._looked_at(tx, here)))
        return accesses_document(found)

    def revoke(self, id_: str, version: int, asked: Asked) -> StoredReply:
        """End one."""

        def do(tx: Transaction) -> StoredReply:
            mandate = revoke_mandate(
                id_,
                version,
                mandates=self._parts.mandates(tx),
                dossiers=self._parts.dossiers(tx),
                contents=self._parts.contents(tx),
                contacts=ContactSealer(self._parts.ring, new_id),
                **self._bound(tx, asked),
            )
            Timers(tx).cancel(kind=LAPSE, subject=mandate.id)
            return self._reply(mandate, 200, {})

        return once(self._parts, asked, f"revoke-mandate {id_} {version}", do)

    def _looked_at(self, tx: Transaction, actor: Actor) -> dict[str, Any]:
        return {
            "actor": actor,
            "mandates": self._parts.mandates(tx),
            "accesses": PgMandateAccesses(tx),
        }

    def _bound(self, tx: Transaction, asked: Asked) -> dict[str, Any]:
        return {
            "actor": placed_today(self._parts, tx, asked.actor),
            "clock": self._parts.clock,
            "events": self._parts.events(tx),
        }

    def _reply(self, mandate: Mandate, status: int, headers: dict[str, str]) -> StoredReply:
        body = orjson.dumps(changed_mandate_document(mandate, self._parts.today()))
        headers = {**headers, "ETag": f'"{mandate.version}"'}
        return StoredReply(status=status, headers=headers, body=body)
