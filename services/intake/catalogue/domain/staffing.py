"""Who is needed for a procedure: a role for reception and for each step, at which agencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kernel.process import StepRole
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.resolution import serving

_NAMED = 3
"""How many agencies a message names before it counts the rest."""
_RECEPTION = Text(vi="Tiếp nhận hồ sơ", en="Reception")
_WHO = {
    StepRole.DESK: Text(vi="cán bộ một cửa", en="desk officer"),
    StepRole.OFFICER: Text(vi="công chức xử lý", en="officer"),
    StepRole.APPROVER: Text(vi="người ký duyệt", en="approver"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededPost:
    """Somebody of a role who is needed at each of these agencies, for the step at `pointer`."""

    pointer: str
    step: Text
    role: StepRole
    agencies: tuple[str, ...]


def needed_posts(procedure: Procedure, agencies: Sequence[Agency]) -> Iterator[NeededPost]:
    """Yield who is needed for reception and for each step, one post for each.

    `agencies` are those in being on the day. An agency counts where a dossier could come to it:
    of a kind with areas those that some commune is served by.
    """
    receiving = tuple(agency.code for agency in agencies if procedure.received_at(agency))
    yield NeededPost(
        pointer="/receiving_kinds", step=_RECEPTION, role=StepRole.DESK, agencies=receiving
    )
    competent = _handling(procedure.competent, agencies, receiving, receiving)
    for number, leg in enumerate(procedure.process.legs):
        handling = _handling(leg.agency, agencies, receiving, competent)
        for place, step in enumerate(leg.steps):
            yield NeededPost(
                pointer=f"/process/legs/{number}/steps/{place}/role",
                step=step.name,
                role=step.role,
                agencies=handling,
            )


def _handling(
    rule: AgencyRule,
    agencies: Sequence[Agency],
    receiving: tuple[str, ...],
    competent: tuple[str, ...],
) -> tuple[str, ...]:
    """Return every agency that the rule can lead to."""
    if rule.by is RuleKind.RECEIVING:
        return receiving
    if rule.by is RuleKind.COMPETENT:
        return competent
    if rule.by is RuleKind.FIXED:
        return (str(rule.value),)
    kind = str(rule.value)
    communes: set[str | None] = {agency.commune for agency in agencies} - {None}
    of_kind = [agency for agency in agencies if agency.kind == kind]
    found = {serving(kind, commune, of_kind) for commune in communes or {None}}
    return tuple(sorted(agency.code for agency in found if agency is not None))


def unstaffed(post: NeededPost, lacking: Iterable[str], names: dict[str, str]) -> Fault:
    """Return what a clerk is told of a post that nobody holds at the agencies `lacking`."""
    codes = sorted(lacking)
    shown = ", ".join(f"{code} {names.get(code, '')}".strip() for code in codes[:_NAMED])
    more = len(codes) - _NAMED
    rest_vi, rest_en = (f" và {more} cơ quan khác", f" and {more} more") if more > 0 else ("", "")
    who = _WHO[post.role]
    return fault(
        post.pointer,
        f"“{post.step.vi}”: chưa có {who.vi} tại {shown}{rest_vi}. Hãy ghi người vào danh sách "
        "cán bộ, biệt phái hoặc ủy quyền trước khi công bố.",
        f"“{post.step.en}”: no {who.en} at {shown}{rest_en}. Enter, second or delegate somebody "
        "before it is published.",
    )
