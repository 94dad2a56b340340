"""Binds proposed amendments, and candidates for linked procedures, to transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from uuid import UUID

import orjson
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from kernel.clock import VIETNAM
from kernel.rights import Actor
from services.intake.catalogue.store.procedures import PgProcedures
from services.intake.improvement.api.routes_amendments import amendments_blueprint
from services.intake.improvement.api.schemas import amendment_document
from services.intake.improvement.domain.amendment import Amendment, Wish
from services.intake.improvement.domain.candidate import Candidate
from services.intake.improvement.ports import AmendmentQuery
from services.intake.improvement.store.amendments import PgAmendments
from services.intake.improvement.store.filings import PgFilings
from services.intake.improvement.usecases.discuss_amendment import Said, discuss_amendment
from services.intake.improvement.usecases.find_candidates import Question, find_candidates
from services.intake.improvement.usecases.list_amendments import (
    list_amendments,
    list_notes,
    read_amendment,
)
from services.intake.improvement.usecases.propose_amendment import propose_amendment
from services.intake.registry.api.routes_filing import Asked
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import once
from services.intake.wiring.staff import at_work_today


def improvement_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes of amendments."""
    return (amendments_blueprint(AmendmentTransactions(parts)),)


class PublishedVersions:
    """The port `ProceduresInForce`, answered by the catalogue."""

    def __init__(self, procedures: PgProcedures) -> None:
        self._procedures = procedures

    def version_in_force(self, code: str, on: date) -> int | None:
        """Return the version that holds on a day; None: no such procedure is in force."""
        found = self._procedures.in_force(code, on)
        return None if found is None else found.version

    def newest_version(self, code: str) -> int:
        """Return the version published last."""
        found = self._procedures.newest(code)
        return 0 if found is None else found.version


class AmendmentTransactions:
    """`AmendmentActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def propose(self, wish: Wish, asked: Asked) -> StoredReply:
        """Enter an amendment."""

        def do(tx: Transaction) -> StoredReply:
            amendment = propose_amendment(
                wish,
                actor=at_work_today(self._parts, tx, asked.actor),
                clock=self._parts.clock,
                new_id=new_id,
                procedures=PublishedVersions(self._parts.procedures(tx)),
                amendments=PgAmendments(tx),
            )
            entered = {"Location": f"/amendments/{amendment.id}"}
            return _reply(amendment, 201, entered)

        return once(self._parts, asked, "propose an amendment", do)

    def discuss(self, said: Said, asked: Asked) -> StoredReply:
        """Move an amendment by what is said about it."""

        def do(tx: Transaction) -> StoredReply:
            amendment = discuss_amendment(
                said,
                actor=at_work_today(self._parts, tx, asked.actor),
                clock=self._parts.clock,
                procedures=PublishedVersions(self._parts.procedures(tx)),
                amendments=PgAmendments(tx),
            )
            return _reply(amendment, 200)

        return once(self._parts, asked, f"{said.kind} {said.amendment} {said.revision}", do)

    def page(self, query: AmendmentQuery, actor: Actor) -> Sequence[Amendment]:
        """Return a page."""
        with self._parts.database.read() as tx:
            here = at_work_today(self._parts, tx, actor)
            return list_amendments(query, actor=here, amendments=PgAmendments(tx))

    def read(self, amendment: UUID, actor: Actor) -> Amendment:
        """Return one."""
        with self._parts.database.read() as tx:
            here = at_work_today(self._parts, tx, actor)
            return read_amendment(amendment, actor=here, amendments=PgAmendments(tx))


def linked_candidates(
    parts: Parts, first: date, last: date, *, days: int, least: int
) -> Sequence[Candidate]:
    """Return the candidates for linked procedures from the first day to before the last."""
    question = Question(first=_midnight(first), last=_midnight(last), days=days, least=least)
    with parts.database.read(snapshot=True) as tx:
        return find_candidates(question, filings=PgFilings(tx))


def notes_for_next(parts: Parts, code: str | None) -> Sequence[Amendment]:
    """Return what was accepted for versions not published yet, of one procedure or all."""
    with parts.database.read() as tx:
        return list_notes(code, amendments=PgAmendments(tx))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _reply(
    amendment: Amendment, status: int, headers: Mapping[str, str] = MappingProxyType({})
) -> StoredReply:
    return StoredReply(
        status=status,
        headers={"ETag": f'"{amendment.revision}"', **headers},
        body=orjson.dumps(amendment_document(amendment)),
    )
