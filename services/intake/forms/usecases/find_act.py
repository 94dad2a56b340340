"""What a form is about is found in the dossier it belongs to."""

from __future__ import annotations

from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.book import BookPlace
from services.intake.forms.domain.errors import FormNotMadeError, UnknownFormError
from services.intake.forms.domain.facts import Act
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.notices import (
    apology_act,
    refusal_act,
    stop_act,
    supplement_act,
)
from services.intake.forms.domain.receipt import receipt_act
from services.intake.forms.ports import Books, Sources
from services.intake.registry.ports import DossierFile

OF_A_DOSSIER = (
    FormName.RECEIPT,
    FormName.SUPPLEMENT_REQUEST,
    FormName.REFUSAL,
    FormName.APOLOGY,
    FormName.STOP_NOTICE,
)
"""The forms that are made here for a dossier."""


def find_act(
    found: DossierFile,
    form: FormName,
    *,
    procedure: Procedure,
    agency: Agency,
    sources: Sources,
) -> Act:
    """Return the act a form tells of.

    Raises `NoReceiptError`, `NoSupplementRequestError`, `NotRefusedError`, `NoApologyError`,
    `NotStoppedError` before it happened, `FormNotMadeError` for a form that is not made here,
    `UnknownFormError`.
    """
    dossier = found.dossier
    lines, ledger = sources.timeline(dossier.code), sources.files.ledger(dossier.code)
    match form:
        case FormName.RECEIPT:
            return receipt_act(
                dossier,
                found.content,
                procedure=procedure,
                agency=agency,
                timeline=lines,
                ledger=ledger,
                book=_entered(found, procedure, sources.books),
            )
        case FormName.SUPPLEMENT_REQUEST:
            asked = sources.supplements.get(dossier.code)
            return supplement_act(dossier, asked, procedure=procedure, timeline=lines)
        case FormName.REFUSAL:
            return refusal_act(dossier, timeline=lines, ledger=ledger)
        case FormName.STOP_NOTICE:
            return stop_act(dossier, timeline=lines, ledger=ledger, reasons=found.reasons)
        case FormName.APOLOGY:
            return apology_act(dossier, timeline=lines)
        case FormName.CONTROL_SLIP:
            raise FormNotMadeError
        case FormName.REGISTER:
            raise UnknownFormError


def _entered(found: DossierFile, procedure: Procedure, books: Books) -> BookPlace | None:
    """Return the dossier's place in the book of its field, the book written up to it."""
    dossier = found.dossier
    if dossier.accepted_at is None:
        return None
    year = in_vietnam(dossier.accepted_at).year
    books.write_up(dossier.receiving_agency, year, lately=True)
    return books.place(dossier.code, procedure.field.code)
