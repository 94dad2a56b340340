"""Checks across the documents of the catalogue: what one names, another must define."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.procedure import Procedure


def check_agencies(agencies: Sequence[Agency], *, calendars: Collection[str]) -> list[Fault]:
    """Return every fault of the agency tree; pointers are into the list of agencies."""
    faults = [*repeated((agency.code for agency in agencies), "/agencies")]
    codes = {agency.code for agency in agencies}
    for number, agency in enumerate(agencies):
        faults.extend(_check_agency(agency, f"/agencies/{number}", codes, calendars))
    return faults


def check_agency_rules(procedure: Procedure, agencies: Sequence[Agency]) -> list[Fault]:
    """Return a fault for every rule of the procedure that no agency can ever satisfy."""
    kinds = {agency.kind for agency in agencies}
    faults = [
        fault(
            f"/receiving_kinds/{number}",
            f"Không có cơ quan nào thuộc loại “{kind}”.",
            f"There is no agency of kind “{kind}”.",
        )
        for number, kind in enumerate(procedure.receiving_kinds)
        if kind not in kinds
    ]
    faults.extend(_check_rule(procedure.competent, "/competent", agencies))
    for number, leg in enumerate(procedure.process.legs):
        faults.extend(_check_rule(leg.agency, f"/process/legs/{number}/agency", agencies))
    return faults


def _check_agency(
    agency: Agency, pointer: str, codes: Collection[str], calendars: Collection[str]
) -> Iterator[Fault]:
    named = [("parent", agency.parent)]
    named += [(f"successors/{n}/agency", one.agency) for n, one in enumerate(agency.successors)]
    for name, value in named:
        if value is not None and value not in codes:
            yield fault(
                f"{pointer}/{name}",
                f"Cơ quan “{value}” không tồn tại.",
                f"There is no agency “{value}”.",
            )
    if agency.calendar not in calendars:
        yield fault(
            f"{pointer}/calendar",
            f"Lịch “{agency.calendar}” không tồn tại.",
            f"There is no calendar “{agency.calendar}”.",
        )
    yield from _check_end(agency, pointer)
    if agency.valid_to is not None and agency.valid_to < agency.valid_from:
        yield fault(
            f"{pointer}/valid_to", "Kết thúc trước khi bắt đầu.", "It ends before it begins."
        )


def _check_end(agency: Agency, pointer: str) -> Iterator[Fault]:
    if agency.successors and agency.valid_to is None:
        yield fault(
            f"{pointer}/valid_to",
            "Có cơ quan kế thừa thì phải có ngày kết thúc.",
            "What has successors has a last day.",
        )
    if any(one.agency == agency.code for one in agency.successors):
        yield fault(
            f"{pointer}/successors",
            "Cơ quan không kế thừa chính mình.",
            "No agency takes over from itself.",
        )
    if sum(not one.has_rule for one in agency.successors) > 1:
        yield fault(
            f"{pointer}/successors",
            "Chỉ một cơ quan kế thừa được nhận phần còn lại.",
            "One successor alone takes what no rule gives to another.",
        )


def _check_rule(rule: AgencyRule, pointer: str, agencies: Sequence[Agency]) -> Iterator[Fault]:
    found = {
        RuleKind.RECEIVING: True,
        RuleKind.COMPETENT: pointer != "/competent",
        RuleKind.FIXED: any(agency.code == rule.value for agency in agencies),
        RuleKind.KIND: any(agency.kind == rule.value for agency in agencies),
    }
    if not found[rule.by]:
        yield fault(
            pointer,
            f"Quy tắc “{rule.by} {rule.value or ''}” không xác định được cơ quan nào.",
            f"The rule “{rule.by} {rule.value or ''}” finds no agency.",
        )
