"""A filing names an agency that has ended: it goes to the one that stands for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.intake.catalogue.domain.redirection import follow, redirection
from services.intake.catalogue.domain.succession import Matter
from services.intake.registry.domain.area import area_of
from services.intake.registry.domain.filing import Filing
from services.intake.registry.ports import Reference

_POINTER = "/receiving_agency"


def redirect_filing(filing: Filing, *, on: date, reference: Reference) -> Filing:
    """Return the filing with the receiving agency that is there on the day `on`.

    By a split's rule its procedure and commune decide; the commune of the agency that was named
    stands in for one that is not. An unknown agency or procedure is left to `examine_filing`.
    Raises `AgencyNotYetError`, `AgencyEndedError`, `AgencySplitError`.
    """
    asked = filing.receiving_agency
    named = None if reference.agency(asked, on) is not None else reference.ever(asked)
    if named is None:
        return filing
    version = reference.procedure(filing.procedure, on)
    if version is None:
        return filing
    commune = area_of(filing, version.procedure) or named.commune
    field = version.procedure.field.code
    matter = Matter(procedure=version.code, field=field, commune=commune)
    agency = follow(asked, on=on, matter=matter, ever=reference.ever, pointer=_POINTER)
    return replace(filing, receiving_agency=agency.code, redirected=redirection(asked, agency))
