"""A corrected reception is held against the catalogue, as the filing was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kernel.errors import InvalidFieldsError
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.registry.domain.basis import Basis
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import UnknownProcedureError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.filing_check import check_filing
from services.intake.registry.domain.papers_check import ONLY_AT_DESK
from services.intake.registry.ports import Reference
from services.intake.registry.usecases.examine_filing import basis_of
from services.intake.registry.usecases.find_clock import find_grounds

FILED_BY_OWNER = Text(
    vi="Người nộp tự khai trực tuyến: cán bộ không sửa thay, hãy yêu cầu bổ sung.",
    en="The owner filed this online: the desk does not change it, it asks for a supplement.",
)
_OWNERS = ("applicant", "on_behalf_of", "delivery")
_PAPERS = "/papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the catalogue says, and on which day."""

    on: date
    reference: Reference


def examine_correction(
    filing: Filing,
    dossier: Dossier,
    given: frozenset[str],
    read: Read,
    *,
    samples_allowed: bool,
) -> Basis:
    """Return what the dossier rests on, were it received as `filing` says; `given` was changed.

    Another procedure is the version in force on the day of filing. Papers it asks for and that
    are not there are asked for afterwards, so their lack is no fault. Raises
    `UnknownProcedureError`, `InvalidFieldsError`, `UnresolvedAgencyError`, `UnavailableError`.
    """
    on, reference = read.on, read.reference
    version, agency = find_grounds(dossier, on=on, reference=reference)
    if filing.procedure != dossier.procedure:
        version = _procedure(filing, dossier, reference)
    faults = check_filing(
        filing,
        procedure=version.procedure,
        agency=agency,
        today=on,
        samples_allowed=samples_allowed,
    )
    elsewhere = (filing.procedure, filing.case) != (dossier.procedure, dossier.case)
    kept = {
        pointer: fault
        for pointer, fault in faults.items()
        if fault != ONLY_AT_DESK and not (elsewhere and pointer == _PAPERS)
    }
    kept |= dict(_owners_faults(filing, dossier, given))
    if kept:
        raise InvalidFieldsError(kept)
    return basis_of(filing, version, agency, on, reference)


def papers_missing(basis: Basis, filing: Filing) -> tuple[str, ...]:
    """Return the papers that are asked for and not there, for the desk to ask for."""
    asked = basis.version.procedure.papers_for(channel=filing.channel, case=filing.case)
    there = {paper.paper for paper in filing.papers}
    groups = {paper.one_of for paper in asked if paper.id in there and paper.one_of}
    return tuple(
        paper.id
        for paper in asked
        if paper.required and paper.id not in there and paper.one_of not in groups
    )


def _procedure(filing: Filing, dossier: Dossier, reference: Reference) -> ProcedureVersion:
    version = reference.procedure(filing.procedure, in_vietnam(dossier.filed_at).date())
    if version is None:
        raise UnknownProcedureError(pointer="/procedure")
    return version


def _owners_faults(
    filing: Filing, dossier: Dossier, given: frozenset[str]
) -> Iterator[tuple[str, Text]]:
    """Yield the parts that an owner filed and the desk may not write over."""
    if not dossier.channel.electronic:
        return
    same = filing.procedure == dossier.procedure
    for name in (*_OWNERS, *(("form",) if same else ())):
        if name in given:
            yield f"/{name}", FILED_BY_OWNER
