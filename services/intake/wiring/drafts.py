"""Binds drafts to transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.housekeeping import Housekeeper
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from kernel.rights import Actor
from services.intake.drafts.api.routes_drafts import (
    draft_document,
    drafts_blueprint,
    drafts_document,
    saved_document,
)
from services.intake.drafts.domain.draft import Draft, DraftContent
from services.intake.drafts.store.contacts import DraftContactSealer
from services.intake.drafts.usecases.keep_draft import (
    begin_draft,
    delete_draft,
    read_draft,
    save_draft,
)
from services.intake.drafts.usecases.tend_drafts import tend_drafts
from services.intake.registry.api.documents import PUBLIC_PATH
from services.intake.registry.api.routes_filing import Asked
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import once


def drafts_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about drafts."""
    return (drafts_blueprint(DraftTransactions(parts)),)


def drafts_loop(parts: Parts) -> Housekeeper:
    """Return what tells, each hour, of drafts about to expire and forgets those that have."""

    def tend(tx: Transaction, limit: int) -> int:
        return tend_drafts(
            limit, clock=parts.clock, drafts=parts.drafts(tx), events=parts.events(tx)
        )

    return Housekeeper(parts.database, name="drafts", purge=tend)


class DraftTransactions:
    """`DraftActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._contacts = DraftContactSealer(new_id)

    def begin(self, content: DraftContent, asked: Asked) -> StoredReply:
        """Keep a new draft."""

        def do(tx: Transaction) -> StoredReply:
            draft = begin_draft(
                str(new_id()),
                content,
                days=self._parts.draft_days,
                reference=self._parts.reference(tx),
                contacts=self._contacts,
                **self._bound(tx, asked),
            )
            return self._reply(draft, 201, {"Location": f"{PUBLIC_PATH}/drafts/{draft.id}"})

        return once(self._parts, asked, "begin-draft", do)

    def of(self, actor: Actor) -> dict[str, Any]:
        """Return the actor's."""
        with self._parts.database.read() as tx:
            found = self._parts.drafts(tx).of(actor.subject)
        return drafts_document(found, self._parts.clock())

    def get(self, id_: str, actor: Actor) -> tuple[dict[str, Any], int]:
        """Return one with its version."""
        with self._parts.database.read() as tx:
            draft = read_draft(id_, actor=actor, drafts=self._parts.drafts(tx))
        return draft_document(draft, self._parts.clock()), draft.version

    def save(self, id_: str, version: int, content: DraftContent, asked: Asked) -> StoredReply:
        """Keep one anew."""

        def do(tx: Transaction) -> StoredReply:
            draft = save_draft(
                id_,
                version,
                content,
                days=self._parts.draft_days,
                reference=self._parts.reference(tx),
                contacts=self._contacts,
                **self._bound(tx, asked),
            )
            return self._reply(draft, 200, {})

        return once(self._parts, asked, f"save-draft {id_} {version}", do)

    def delete(self, id_: str, version: int, asked: Asked) -> StoredReply:
        """Delete one."""

        def do(tx: Transaction) -> StoredReply:
            delete_draft(id_, version, **self._bound(tx, asked))
            return StoredReply(status=204, headers={}, body=b"")

        return once(self._parts, asked, f"delete-draft {id_} {version}", do)

    def _bound(self, tx: Transaction, asked: Asked) -> dict[str, Any]:
        return {
            "actor": asked.actor,
            "clock": self._parts.clock,
            "drafts": self._parts.drafts(tx),
            "events": self._parts.events(tx),
        }

    def _reply(self, draft: Draft, status: int, headers: dict[str, str]) -> StoredReply:
        # Answers are kept for repeats, so this one holds nothing of what was filled in.
        body = orjson.dumps(saved_document(draft, self._parts.clock()))
        return StoredReply(
            status=status, headers={**headers, "ETag": f'"{draft.version}"'}, body=body
        )
