"""A filing is held against the catalogue before it takes a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kernel.errors import InvalidFieldsError
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.judging import judge_conditions
from services.intake.catalogue.domain.procedure import Procedure, ProcedureVersion
from services.intake.catalogue.domain.redirection import require_online
from services.intake.catalogue.domain.resolution import resolve_agencies
from services.intake.registry.domain.area import area_named
from services.intake.registry.domain.basis import Basis, legal_clock
from services.intake.registry.domain.content import Fee, content_of
from services.intake.registry.domain.errors import UnknownAgencyError, UnknownProcedureError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.filing_check import check_filing
from services.intake.registry.ports import Reference


def examine_filing(
    filing: Filing, *, on: date, reference: Reference, samples_allowed: bool
) -> Basis:
    """Return what the filing rests on, were it filed on the day `on`.

    Raises `UnknownProcedureError`, `UnknownAgencyError`, `AgencyNotOnlineError`,
    `InvalidFieldsError` with all other faults, `UnresolvedAgencyError`.
    """
    version = reference.procedure(filing.procedure, on)
    if version is None:
        raise UnknownProcedureError(pointer="/procedure")
    agency = reference.agency(filing.receiving_agency, on)
    if agency is None:
        raise UnknownAgencyError(pointer="/receiving_agency")
    if filing.channel.electronic:
        require_online(agency, on=on, pointer="/receiving_agency")
    procedure = version.procedure
    faults = check_filing(
        filing, procedure=procedure, agency=agency, today=on, samples_allowed=samples_allowed
    )
    if faults:
        raise InvalidFieldsError(faults)
    return basis_of(filing, version, agency, on, reference)


def basis_of(
    filing: Filing, version: ProcedureVersion, agency: Agency, on: date, reference: Reference
) -> Basis:
    """Return what a checked filing rests on; raises `UnresolvedAgencyError`."""
    procedure = version.procedure
    area, named_at = area_named(filing, procedure)
    return Basis(
        version=version,
        agency=agency,
        agencies=replace(
            resolve_agencies(
                procedure,
                receiving=agency,
                area=area,
                agencies=reference.agencies(on),
                named_at=named_at,
                form=filing.form,
            ),
            conditions=judge_conditions(
                procedure.process, form=filing.form, case=filing.case, channel=filing.channel
            ),
        ),
        area=area,
        clock=legal_clock(
            procedure,
            channel=filing.channel,
            case=filing.case,
            schedule=reference.schedule(agency),
            place=agency.code,
        ),
        content=content_of(
            filing,
            asked=procedure.papers_for(channel=filing.channel, case=filing.case),
            fee=_fee(filing, procedure),
            sensitive=procedure.form.sensitive_pointers(),
        ),
    )


def _fee(filing: Filing, procedure: Procedure) -> Fee:
    return Fee(
        items=procedure.fees_for(channel=filing.channel, case=filing.case, values=filing.form)
    )
