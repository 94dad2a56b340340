"""Binds what reads dossiers to transactions: lists, files, other services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from chassis.db import Transaction
from kernel.errors import NotFoundError
from kernel.rights import Actor
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.policies import LISTENERS
from services.intake.registry.api import documents
from services.intake.registry.api.routes_dossiers import FileAnswer, dossiers_blueprint
from services.intake.registry.api.routes_internal import (
    contact_keys_blueprint,
    disclosures_blueprint,
    own_dossiers_blueprint,
    reference_blueprint,
)
from services.intake.registry.domain.disclosure import Enquirer
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.listing import DossierPage, DossierQuery
from services.intake.registry.domain.readership import visible
from services.intake.registry.ports import DossierFile
from services.intake.registry.store.contact_keys import PgContactKeys, key_document
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.store.own_dossiers import PgOwnDossiers
from services.intake.registry.store.said import SaidReference
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.usecases.disclose_to_system import disclose_to_system
from services.intake.registry.usecases.list_dossiers import list_dossiers
from services.intake.registry.usecases.list_own_dossiers import list_own_dossiers
from services.intake.registry.usecases.open_file import open_file
from services.intake.registry.usecases.search_dossiers import search_dossiers
from services.intake.wiring.parts import Parts
from services.intake.wiring.staff import placed_today, with_names


def reading_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes that read dossiers, and what the other services fetch."""
    return (
        dossiers_blueprint(ReadingTransactions(parts)),
        contact_keys_blueprint(lambda key_id: _contact_key(parts, key_id)),
        disclosures_blueprint(lambda code, asking: _disclose(parts, code, asking)),
        own_dossiers_blueprint(lambda actor: _own_dossiers(parts, actor)),
        _reference(parts),
    )


class ReadingTransactions:
    """`ReadingActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def page(self, query: DossierQuery, actor: Actor) -> dict[str, Any]:
        """Return a page of the actor's dossiers."""
        with self._parts.database.read() as tx:
            here = placed_today(self._parts, tx, actor)
            page = list_dossiers(
                query,
                actor=here,
                on=self._parts.today(),
                lists=self._parts.lists(tx),
                reference=self._parts.reference(tx),
            )
            return self._page_document(tx, query, page)

    def search(self, query: DossierQuery, actor: Actor) -> dict[str, Any]:
        """Return a page of the agency's dossiers that fit."""
        with self._parts.database.read() as tx:
            here = placed_today(self._parts, tx, actor)
            page = search_dossiers(query, actor=here, lists=self._parts.lists(tx))
            return self._page_document(tx, query, page)

    def get(self, code: str, actor: Actor) -> FileAnswer:
        """Return one dossier."""
        with self._parts.database.transaction() as tx:
            here = placed_today(self._parts, tx, actor)
            found = self._open_as(tx, code, "dossier", here)
            procedure = self._procedure(tx, found.dossier)
            document = documents.file_document(found, procedure, visible(here, found.dossier))
        return FileAnswer(document=document, version=found.dossier.version)

    def timeline(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return what happened to a dossier."""
        with self._parts.database.transaction() as tx:
            self._open(tx, code, "timeline", actor)
            return documents.timeline_document(
                with_names(tx, self._parts.files(tx).timeline(code))
            )

    def deadline(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return why a dossier's date is what it is."""
        with self._parts.database.transaction() as tx:
            found = self._open(tx, code, "deadline", actor)
            return documents.deadline_document(
                found.dossier, with_names(tx, self._parts.files(tx).ledger(code))
            )

    def accesses(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return who opened a dossier."""
        with self._parts.database.transaction() as tx:
            self._open(tx, code, "accesses", actor)
            return documents.accesses_document(
                with_names(tx, self._parts.files(tx).accesses(code))
            )

    def _open(self, tx: Transaction, code: str, what: str, actor: Actor) -> DossierFile:
        return self._open_as(tx, code, what, placed_today(self._parts, tx, actor))

    def _open_as(self, tx: Transaction, code: str, what: str, here: Actor) -> DossierFile:
        return open_file(
            code,
            what,
            actor=here,
            clock=self._parts.clock,
            files=self._parts.files(tx),
            access_log=PgAccessLog(tx),
        )

    def _procedure(self, tx: Transaction, dossier: Dossier) -> Procedure | None:
        found = self._parts.reference(tx).procedure_version(
            dossier.procedure, dossier.procedure_version
        )
        return found.procedure if found else None

    def _page_document(
        self, tx: Transaction, query: DossierQuery, page: DossierPage
    ) -> dict[str, Any]:
        lines = [
            documents.line_document(line, self._procedure(tx, line.dossier)) for line in page.lines
        ]
        cursor = documents.cursor_of(query.order, page.after) if page.after else None
        told = page.redirected and page.redirected.to_document()
        return {"items": lines, "cursor": cursor, "redirected": told}


def _own_dossiers(parts: Parts, actor: Actor) -> Sequence[str]:
    with parts.database.read() as tx:
        here = placed_today(parts, tx, actor)
        return list_own_dossiers(actor=here, own=PgOwnDossiers(tx, DossierSeals(parts.ring)))


def _disclose(parts: Parts, code: str, asking: Enquirer) -> dict[str, Any]:
    with parts.database.transaction() as tx:
        return disclose_to_system(
            code,
            asking,
            clock=parts.clock,
            reference=parts.reference(tx),
            dossiers=parts.dossiers(tx),
            contents=parts.contents(tx),
            access_log=PgAccessLog(tx),
        )


def _contact_key(parts: Parts, key_id: str) -> dict[str, str]:
    with parts.database.read() as tx:
        # Of a dossier's contact, or of a draft's.
        key = PgContactKeys(tx, parts.ring).get(key_id) or parts.drafts(tx).contact_key(key_id)
    if key is None:
        raise NotFoundError
    return key_document(key)


def _reference(parts: Parts) -> Blueprint:
    def procedure(code: str, version: int) -> dict[str, Any]:
        with parts.database.read() as tx:
            return SaidReference(tx).procedure(code, version)

    def agency(code: str) -> dict[str, Any]:
        with parts.database.read() as tx:
            return SaidReference(tx).agency(code)

    return reference_blueprint(procedure, agency, LISTENERS)
