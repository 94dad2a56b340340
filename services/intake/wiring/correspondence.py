"""Binds the threads of dossiers to transactions."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from kernel.rights import Actor
from services.intake.correspondence.api.routes_messages import (
    message_document,
    messages_blueprint,
)
from services.intake.correspondence.domain.message import Thread
from services.intake.correspondence.store.messages import PgMessages
from services.intake.correspondence.usecases.read_thread import read_thread
from services.intake.correspondence.usecases.write_message import write_message
from services.intake.desk.store.tasks import PgUnanswered
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.store.desk_alerts import PgDeskAlerts
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.store.mornings import PgMornings
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import once
from services.intake.wiring.staff import placed_today


def correspondence_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes of the threads."""
    return (messages_blueprint(ThreadTransactions(parts)),)


class ThreadTransactions:
    """`ThreadActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def write(self, code: str, words: str, asked: Asked) -> StoredReply:
        """Add a message."""

        def do(tx: Transaction) -> StoredReply:
            message = write_message(
                code,
                words,
                actor=placed_today(self._parts, tx, asked.actor),
                clock=self._parts.clock,
                dossiers=self._parts.dossiers(tx),
                messages=self._messages(tx),
                alerts=PgDeskAlerts(tx),
                mornings=PgMornings(tx),
                unanswered=PgUnanswered(tx),
                events=self._parts.events(tx),
            )
            # The reply is kept for a repeat, so it has not the words: the caller knows them.
            document = message_document(message) | {"text": None}
            return StoredReply(status=201, headers={}, body=orjson.dumps(document))

        kept = once(self._parts, asked, f"write {code}", do)
        document = orjson.loads(kept.body) | {"text": words}
        return StoredReply(status=kept.status, headers=kept.headers, body=orjson.dumps(document))

    def read(self, code: str, *, before: int | None, limit: int, actor: Actor) -> Thread:
        """Return a page."""
        with self._parts.database.transaction() as tx:
            return read_thread(
                code,
                before=before,
                limit=limit,
                actor=placed_today(self._parts, tx, actor),
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
                messages=self._messages(tx),
                alerts=PgDeskAlerts(tx),
                unanswered=PgUnanswered(tx),
            )

    def _messages(self, tx: Transaction) -> PgMessages:
        return PgMessages(tx, self._parts.ring, new_id)
