"""Binds forms and the register to transactions; printing runs outside of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.documents import DocumentPrinter, qr_svg
from kernel.rights import Actor
from services.intake import metrics
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.api.routes_forms import forms_blueprint
from services.intake.forms.api.routes_registers import RegisterAnswer, registers_blueprint
from services.intake.forms.domain.book import BookQuery
from services.intake.forms.domain.book_drawing import register_drawing
from services.intake.forms.domain.book_rows import BookWords, book_row
from services.intake.forms.domain.drawing import drawing
from services.intake.forms.domain.facts import Place
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.words import Language
from services.intake.forms.ports import Sources
from services.intake.forms.store.books import PgBooks
from services.intake.forms.store.layouts import LAYOUTS, shipped_sets
from services.intake.forms.store.papers import PgPapers
from services.intake.forms.usecases.find_place import commune_names, place_of
from services.intake.forms.usecases.hand_out_form import hand_out_form
from services.intake.forms.usecases.list_forms import FormLine, list_forms
from services.intake.forms.usecases.open_register import Register, open_register
from services.intake.forms.usecases.take_form import FormWanted, Taken, take_form
from services.intake.registry.api.documents import tracking_url
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.store.reference import RememberedReference
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.supplements import PgSupplements
from services.intake.wiring.parts import Parts
from services.intake.wiring.staff import placed_today, with_names


def forms_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes of forms and of the register."""
    printer = DocumentPrinter(LAYOUTS)
    return (
        forms_blueprint(FormTransactions(parts, printer)),
        registers_blueprint(RegisterTransactions(parts, printer)),
    )


class FormTransactions:
    """`FormActions` of the routes."""

    def __init__(self, parts: Parts, printer: DocumentPrinter) -> None:
        self._parts = parts
        self._printer = printer
        self._sets = shipped_sets()

    def give_out(self, wanted: FormWanted, actor: Actor) -> tuple[bytes, int]:
        """Return a form as PDF: the bytes kept, or printed now and kept."""
        parts = self._parts
        with parts.database.transaction() as tx:
            here = placed_today(parts, tx, actor)
            taken = take_form(
                wanted,
                tracking_url=tracking_url(parts.public_url, wanted.code),
                actor=here,
                clock=parts.clock,
                sets=self._sets,
                sources=_sources(parts, tx),
                access_log=PgAccessLog(tx),
                papers=PgPapers(tx, parts.ring),
            )
        if taken.pdf is not None:
            return taken.pdf, taken.paper.version
        # Printing takes a while and needs no database.
        pdf = self._printed(taken)
        with parts.database.transaction() as tx:
            papers = PgPapers(tx, parts.ring)
            kept = hand_out_form(taken, pdf, actor=here, clock=parts.clock, papers=papers)
        return kept, taken.paper.version

    def listed(self, code: str, actor: Actor) -> Sequence[FormLine]:
        """Return the forms of a dossier."""
        parts = self._parts
        with parts.database.transaction() as tx:
            return list_forms(
                code,
                actor=placed_today(parts, tx, actor),
                clock=parts.clock,
                files=parts.files(tx),
                access_log=PgAccessLog(tx),
                supplements=PgSupplements(tx),
                papers=PgPapers(tx, parts.ring),
            )

    def _printed(self, taken: Taken) -> bytes:
        paper = taken.paper
        form_set = self._sets.named(paper.form_set)
        layout = form_set.forms[paper.form]
        with metrics.printing().labels(paper.form.value).time():
            data: dict[str, Any] = drawing(
                paper.facts,
                form_set=form_set,
                layout=layout,
                edition=paper.edition,
                language=taken.language,
                seen=taken.seen,
            )
            data["qr"] = qr_svg(data["tracking_url"])
            return self._printer.pdf(layout.template, data, at=paper.made_at)


def _sources(parts: Parts, tx: Transaction) -> Sources:
    files = parts.files(tx)
    return Sources(
        files=files,
        timeline=lambda code: with_names(tx, files.timeline(code)),
        supplements=PgSupplements(tx),
        reference=parts.reference(tx),
        books=PgBooks(tx, DossierSeals(parts.ring)),
    )


class RegisterTransactions:
    """`RegisterActions` of the routes."""

    def __init__(self, parts: Parts, printer: DocumentPrinter) -> None:
        self._parts = parts
        self._printer = printer
        self._sets = shipped_sets()

    def open(
        self, query: BookQuery, written: str, language: Language, actor: Actor
    ) -> RegisterAnswer:
        """Return the register, printed outside the transaction where it is to be."""
        parts, form_set = self._parts, self._sets.on(query.last)
        with parts.database.transaction() as tx:
            here, reference = placed_today(parts, tx, actor), parts.reference(tx)
            register = open_register(
                query,
                written,
                actor=here,
                below=parts.agencies(tx).below,
                clock=parts.clock,
                reference=reference,
                books=PgBooks(tx, DossierSeals(parts.ring)),
            )
            words = _book_words(register, reference, language)
            rows = [book_row(line, actor=here, words=words) for line in register.lines]
            place = place_of(register.agency, query.last, reference=reference)
        answer = RegisterAnswer(
            agency=register.agency.code,
            name=register.agency.name,
            query=query,
            form_set=form_set,
            layout=form_set.forms[FormName.REGISTER],
            rows=rows,
        )
        return (
            replace(answer, pdf=self._pdf(answer, place, language)) if written == "pdf" else answer
        )

    def _pdf(self, answer: RegisterAnswer, place: Place, language: Language) -> bytes:
        now = self._parts.clock()
        with metrics.printing().labels(FormName.REGISTER.value).time():
            data = register_drawing(
                answer.rows,
                answer.query,
                place=place,
                form_set=answer.form_set,
                made_at=now,
                language=language,
            )
            return self._printer.pdf(answer.layout.template, data, at=now)


def _book_words(
    register: Register, reference: RememberedReference, language: Language
) -> BookWords:
    query = register.query

    def agency_name(code: str) -> str:
        found = reference.agency(code, query.last)
        return found.name if found else code

    def procedure(code: str, version: int) -> Procedure | None:
        found = reference.procedure_version(code, version)
        return found.procedure if found else None

    return BookWords(
        agency_name=agency_name,
        communes=commune_names(query.last, reference),
        procedure=procedure,
        field=query.field,
        language=language,
    )
