"""Where a leg goes before there is a dossier, as far as its rule alone tells."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.process import ProcessDefinition


def placed_legs(process: ProcessDefinition, agencies: Sequence[Agency]) -> dict[str, str]:
    """Return legs with `receiving`, `competent` or the code of the one agency that fits.

    A kind of agency of which there are several is left out: that hangs on the dossier.
    """
    found = {leg.id: _placed(leg.agency, agencies) for leg in process.legs}
    return {leg: place for leg, place in found.items() if place is not None}


def _placed(rule: AgencyRule, agencies: Sequence[Agency]) -> str | None:
    if rule.by in (RuleKind.RECEIVING, RuleKind.COMPETENT):
        return rule.by.value
    if rule.by is RuleKind.FIXED:
        return rule.value
    fitting = [agency.code for agency in agencies if agency.kind == rule.value]
    return fitting[0] if len(fitting) == 1 else None
