"""From the rules of a procedure to the agencies of one dossier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.errors import UnresolvedAgencyError
from services.intake.catalogue.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedLeg:
    """A leg of the process and the code of the agency it goes to."""

    leg: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAgencies:
    """The agencies of one dossier: who decides it, and who works on which leg."""

    competent: str
    legs: tuple[ResolvedLeg, ...]


def resolve_agencies(
    procedure: Procedure, *, receiving: Agency, area: str | None, agencies: Iterable[Agency]
) -> ResolvedAgencies:
    """Find the agencies of a dossier among `agencies`, those in being on the day.

    `area` is the official code of the commune the matter lies in; the receiving agency's own
    commune stands in for it. Raises `UnresolvedAgencyError` when a rule finds none.
    """
    known = tuple(agencies)
    where = area or receiving.commune
    competent = _find(procedure.competent, receiving.code, receiving.code, where, known)
    legs = tuple(
        ResolvedLeg(leg=leg.id, agency=_find(leg.agency, receiving.code, competent, where, known))
        for leg in procedure.process.legs
    )
    return ResolvedAgencies(competent=competent, legs=legs)


def _find(
    rule: AgencyRule, receiving: str, competent: str, area: str | None, known: tuple[Agency, ...]
) -> str:
    if rule.by is RuleKind.RECEIVING:
        return receiving
    if rule.by is RuleKind.COMPETENT:
        return competent
    found = _fixed(rule, known) if rule.by is RuleKind.FIXED else _of_kind(rule, area, known)
    if found is None:
        raise UnresolvedAgencyError(
            Text(vi=f"Quy tắc: {rule.by} {rule.value}", en=f"Rule: {rule.by} {rule.value}"),
            pointer="/receiving_agency",
        )
    return found.code


def _fixed(rule: AgencyRule, known: tuple[Agency, ...]) -> Agency | None:
    return next((agency for agency in known if agency.code == rule.value), None)


def _of_kind(rule: AgencyRule, area: str | None, known: tuple[Agency, ...]) -> Agency | None:
    """Prefer the agency with the smallest area: a branch over the whole province."""
    fitting = [agency for agency in known if agency.kind == rule.value and agency.serves(area)]
    return min(
        fitting, key=lambda agency: (not agency.area, len(agency.area), agency.code), default=None
    )
