"""What a form is about is found in the dossier it belongs to."""

from __future__ import annotations

from collections.abc import Callable

from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.book import BookPlace
from services.intake.forms.domain.control import control_act
from services.intake.forms.domain.errors import UnknownFormError
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
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.ports import DossierFile, Reference

OF_A_DOSSIER = (
    FormName.RECEIPT,
    FormName.SUPPLEMENT_REQUEST,
    FormName.REFUSAL,
    FormName.APOLOGY,
    FormName.STOP_NOTICE,
    FormName.CONTROL_SLIP,
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
    `NotStoppedError`, `NoControlSlipError` before it happened, `UnknownFormError`.
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
            return control_act(dossier, timeline=lines, name=_names(dossier, sources.reference))
        case FormName.REGISTER:
            raise UnknownFormError


def _names(dossier: Dossier, reference: Reference) -> Callable[[str], str]:
    """Return what names an agency as it was called on the day of acceptance."""
    on = in_vietnam(dossier.accepted_at or dossier.filed_at).date()

    def name(code: str) -> str:
        agency = reference.agency(code, on) or reference.ever(code)
        return agency.name if agency else code

    return name


def _entered(found: DossierFile, procedure: Procedure, books: Books) -> BookPlace | None:
    """Return the dossier's place in the book of its field, the book written up to it."""
    dossier = found.dossier
    if dossier.accepted_at is None:
        return None
    year = in_vietnam(dossier.accepted_at).year
    books.write_up(dossier.receiving_agency, year, lately=True)
    return books.place(dossier.code, procedure.field.code)
