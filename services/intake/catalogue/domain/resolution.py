"""From the rules of a procedure to the agencies of one dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.errors import UnresolvedAgencyError
from services.intake.catalogue.domain.judging import value_in
from services.intake.catalogue.domain.procedure import Procedure

_NO_AREA = Text(
    vi="Chưa biết vụ việc thuộc xã, phường nào: hãy ghi mã xã trong địa chỉ của người nộp.",
    en="Which commune the matter lies in is not known: name it in the applicant's address.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedLeg:
    """A leg of the process and the code of the agency it goes to."""

    leg: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAgencies:
    """The agencies of one dossier: who decides it, and who works on which leg.

    `conditions` are the comparisons of the process on the dossier, by name, as they came to.
    """

    competent: str
    legs: tuple[ResolvedLeg, ...]
    conditions: Mapping[str, bool] = field(default_factory=dict)


def resolve_agencies(
    procedure: Procedure,
    *,
    receiving: Agency,
    area: str | None,
    agencies: Iterable[Agency],
    named_at: str = "/receiving_agency",
    form: Mapping[str, Any] | None = None,
) -> ResolvedAgencies:
    """Find the agencies of a dossier among `agencies`, those in being on the day.

    `area` is the official code of the commune the matter lies in; the receiving agency's own
    commune stands in for it. A rule may name a commune of the `form` instead. Raises
    `UnresolvedAgencyError` when a rule finds none; it points to `named_at`, where the area was
    named.
    """
    known = tuple(agencies)
    where = area or receiving.commune
    found = _Found(receiving=receiving.code, area=where, known=known, named_at=named_at)
    competent = found.by(procedure.competent, competent=receiving.code)
    legs = tuple(
        ResolvedLeg(
            leg=leg.id,
            agency=found.within(leg.agency, form or {}).by(leg.agency, competent=competent),
        )
        for leg in procedure.process.legs
    )
    return ResolvedAgencies(competent=competent, legs=legs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    receiving: str
    area: str | None
    known: tuple[Agency, ...]
    named_at: str

    def within(self, rule: AgencyRule, form: Mapping[str, Any]) -> _Found:
        """Return the search in the commune of the form that the rule names, if it names one."""
        area = None if rule.area is None else value_in(form, rule.area.removeprefix("form/"))
        return (
            replace(self, area=area, named_at=f"/{rule.area}") if isinstance(area, str) else self
        )

    def by(self, rule: AgencyRule, *, competent: str) -> str:
        if rule.by is RuleKind.RECEIVING:
            return self.receiving
        if rule.by is RuleKind.COMPETENT:
            return competent
        if rule.by is RuleKind.FIXED:
            found = _fixed(rule, self.known)
        else:
            found = serving(str(rule.value), self.area, self.known)
        if found is None:
            raise self._unresolved(rule)
        return found.code

    def _unresolved(self, rule: AgencyRule) -> UnresolvedAgencyError:
        if rule.by is RuleKind.FIXED:
            return UnresolvedAgencyError(_gone(rule), pointer="/procedure")
        if self.area is None:
            return UnresolvedAgencyError(_NO_AREA, pointer="/applicant/address/commune")
        return UnresolvedAgencyError(_unserved(rule, self.area), pointer=self.named_at)


def _gone(rule: AgencyRule) -> Text:
    return Text(
        vi=f"Cơ quan {rule.value} mà thủ tục giao giải quyết không còn hoạt động.",
        en=f"The agency {rule.value}, which the procedure names, is not in being.",
    )


def _unserved(rule: AgencyRule, area: str) -> Text:
    return Text(
        vi=f"Không có cơ quan loại {rule.value} nào phục vụ xã, phường có mã {area}.",
        en=f"No agency of the kind {rule.value} serves the commune {area}.",
    )


def _fixed(rule: AgencyRule, known: tuple[Agency, ...]) -> Agency | None:
    return next((agency for agency in known if agency.code == rule.value), None)


def serving(kind: str, area: str | None, known: Iterable[Agency]) -> Agency | None:
    """Return the agency of a kind for a commune: a branch before one of the whole province."""
    fitting = [agency for agency in known if agency.kind == kind and agency.serves(area)]
    return min(
        fitting, key=lambda agency: (not agency.area, len(agency.area), agency.code), default=None
    )
