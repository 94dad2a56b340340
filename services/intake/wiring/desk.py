"""Binds the desk's queue, its telephone calls and its mornings to transactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.outbox import Outbox
from chassis.timers import Timer, TimerHandler
from kernel.rights import Actor
from services.intake.catalogue.domain.form import walk_fields
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.desk.api.routes_queue import (
    ProcedureWords,
    queue_blueprint,
    queue_document,
)
from services.intake.desk.domain.call import CallOutcome
from services.intake.desk.domain.morning import is_open_on
from services.intake.desk.domain.queue import QueuePage, QueueQuery
from services.intake.desk.store.queue import PgDeskQueue
from services.intake.desk.store.tasks import PgCalls
from services.intake.desk.store.waiting import PgDeskWork
from services.intake.desk.usecases.note_call import note_call
from services.intake.desk.usecases.read_queue import read_queue
from services.intake.desk.usecases.tell_of_waiting import tell_of_waiting
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.domain.morning import next_look
from services.intake.registry.store.mornings import MORNING, PgMornings
from services.intake.settings import NAME
from services.intake.staff.store.staff import PgStaff
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import once
from services.intake.wiring.staff import placed_today


def desk_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes of the desk."""
    return (queue_blueprint(DeskTransactions(parts)),)


def desk_morning_handler(parts: Parts) -> TimerHandler:
    """Return what is done in the morning for a desk at which something waits."""

    def look(tx: Transaction, timer: Timer) -> None:
        agency, reference = timer.subject, parts.reference(tx)

        def is_open(day: date) -> bool:
            found = reference.agency(agency, day)
            return found is None or is_open_on(day, reference.schedule(found))

        waits = tell_of_waiting(
            agency,
            timer.now,
            is_open=is_open,
            work=PgDeskWork(tx),
            offices=PgStaff(tx),
            events=Outbox(tx, source=NAME, clock=lambda: timer.now),
        )
        if waits:
            PgMornings(tx).look(agency, next_look(timer.now))

    return TimerHandler(kind=MORNING, handle=look)


class DeskTransactions:
    """`QueueActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def queue(self, query: QueueQuery, actor: Actor) -> dict[str, Any]:
        """Return a page of what waits."""
        with self._parts.database.read() as tx:
            here = placed_today(self._parts, tx, actor)
            page = read_queue(query, actor=here, clock=self._parts.clock, queue=PgDeskQueue(tx))
            return queue_document(page, self._words(tx, page), self._parts.clock())

    def call(self, code: str, outcome: CallOutcome, asked: Asked) -> StoredReply:
        """Note what came of a call."""

        def do(tx: Transaction) -> StoredReply:
            call = note_call(
                code,
                outcome,
                actor=placed_today(self._parts, tx, asked.actor),
                clock=self._parts.clock,
                dossiers=self._parts.dossiers(tx),
                calls=PgCalls(tx),
            )
            document = {
                "dossier": call.dossier,
                "outcome": outcome,
                "waiting": not outcome.done,
                "tries": call.tries,
            }
            return StoredReply(status=200, headers={}, body=orjson.dumps(document))

        return once(self._parts, asked, f"call {code}", do)

    def _words(self, tx: Transaction, page: QueuePage) -> dict[tuple[str, int], ProcedureWords]:
        reference = self._parts.reference(tx)
        words: dict[tuple[str, int], ProcedureWords] = {}
        for version in {(item.procedure, item.procedure_version) for item in page.items}:
            found = reference.procedure_version(*version)
            words[version] = _words_of(found.procedure) if found else ProcedureWords()
        return words


def _words_of(procedure: Procedure) -> ProcedureWords:
    return ProcedureWords(
        name=procedure.card.short_name.vi,
        papers={paper.id: paper.name for paper in procedure.papers},
        fields={pointer: item.label for pointer, item in walk_fields(procedure.form.fields)},
    )
