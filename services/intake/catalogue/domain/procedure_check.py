"""Checks on one procedure as a whole; what fails them is not published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from kernel.channel import Channel
from services.intake.catalogue.domain.agency_rule import RuleKind
from services.intake.catalogue.domain.choices import Setting
from services.intake.catalogue.domain.draft_step import check_draft_step
from services.intake.catalogue.domain.example_check import check_example
from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.form import FieldType
from services.intake.catalogue.domain.form_definition_check import check_form_definition
from services.intake.catalogue.domain.legal_total import legal_minutes
from services.intake.catalogue.domain.procedure import DeliveryMode, Procedure
from services.intake.catalogue.domain.process_check import check_process

_ONLINE_LEVEL = 3
_FULL_LEVEL = 4


def check_procedure(procedure: Procedure) -> list[Fault]:
    """Return every fault of the procedure that can be seen without other documents."""
    return [
        *_check_service(procedure),
        *_check_cases(procedure),
        *_check_terms(procedure),
        *_check_references(procedure),
        *_check_fees(procedure),
        *_check_draft(procedure),
        *check_form_definition(procedure.form),
        *check_process(procedure.process, totals=_totals(procedure), setting=_setting(procedure)),
        *check_example(procedure),
    ]


def _check_service(procedure: Procedure) -> Iterator[Fault]:
    if procedure.valid_to is not None and procedure.valid_to < procedure.valid_from:
        yield fault(
            "/valid_to", "Ngày hết hiệu lực trước ngày hiệu lực.", "Ends before it begins."
        )
    online = Channel.ONLINE in procedure.channels
    if online != (procedure.legal_level >= _ONLINE_LEVEL):
        yield fault(
            "/legal_level",
            "Mức 3 và 4 phải nộp được trực tuyến; mức 1 và 2 thì không.",
            "Levels 3 and 4 are filed online, levels 1 and 2 are not.",
        )
    if online and not procedure.form.fields:
        yield fault(
            "/form", "Dịch vụ trực tuyến phải có biểu mẫu.", "An online service needs a form."
        )
    yield from _check_delivery(procedure)


def _check_delivery(procedure: Procedure) -> Iterator[Fault]:
    mode, level = procedure.delivery_mode, procedure.legal_level
    if mode is DeliveryMode.PARTIAL and procedure.partial_reason is None:
        yield fault(
            "/partial_reason",
            "Dịch vụ một phần phải công bố lý do (Nghị định 224/2026/NĐ-CP, Điều 14).",
            "A partial service must publish its reason (Decree 224/2026 art. 14).",
        )
    fitting = {
        DeliveryMode.FULL: level == _FULL_LEVEL,
        DeliveryMode.PARTIAL: level >= _ONLINE_LEVEL,
        DeliveryMode.INFO: level < _ONLINE_LEVEL,
    }
    if not fitting[mode]:
        yield fault(
            "/delivery_mode",
            f"Hình thức “{mode}” không phù hợp với mức {level}.",
            f"Delivery “{mode}” does not go with level {level}.",
        )
    local = all(leg.agency.by is not RuleKind.KIND for leg in procedure.process.legs)
    if procedure.on_the_spot and not (local and len(procedure.process.legs) == 1):
        yield fault(
            "/on_the_spot",
            "Giải quyết tại chỗ chỉ có một công đoạn, tại nơi tiếp nhận.",
            "Settled on the spot means one leg, at the receiving agency.",
        )


def _check_cases(procedure: Procedure) -> Iterator[Fault]:
    yield from repeated((case.id for case in procedure.cases), "/cases")
    yield from repeated((question.id for question in procedure.questions), "/questions")
    options = {
        question.id: {option.value for option in question.options}
        for question in procedure.questions
    }
    for number, case in enumerate(procedure.cases):
        for question, values in case.when.items():
            if not options.get(question, set()).issuperset(values):
                yield fault(
                    f"/cases/{number}/when/{question}",
                    "Câu hỏi hoặc câu trả lời không tồn tại.",
                    "There is no such question or answer.",
                )


def _pairs(procedure: Procedure) -> Iterable[tuple[Channel, str | None]]:
    cases: list[str | None] = [case.id for case in procedure.cases]
    return product(procedure.channels, cases or [None])


def _check_terms(procedure: Procedure) -> Iterator[Fault]:
    for channel, case in _pairs(procedure):
        if procedure.term_for(channel=channel, case=case) is None:
            yield fault(
                "/terms",
                f"Chưa có thời hạn cho kênh “{channel}”, trường hợp “{case or '-'}”.",
                f"No term for channel “{channel}”, case “{case or '-'}”.",
            )


def _totals(procedure: Procedure) -> Mapping[tuple[str, str | None], int]:
    """Return the legal totals in working minutes by channel and case."""
    found: dict[tuple[str, str | None], int] = {}
    for channel, case in _pairs(procedure):
        rule = procedure.term_for(channel=channel, case=case)
        if rule is not None:
            found[channel.value, case] = legal_minutes(rule.term)
    return found


def _setting(procedure: Procedure) -> Setting:
    return Setting(
        form=procedure.form,
        cases=tuple(case.id for case in procedure.cases),
        channels=procedure.channels,
    )


def _check_references(procedure: Procedure) -> Iterator[Fault]:
    yield from repeated((paper.id for paper in procedure.papers), "/papers")
    yield from repeated((rule.id for rule in procedure.fees), "/fees")
    for number, term in enumerate(procedure.terms):
        yield from _check_scope(procedure, f"/terms/{number}", (term.case,), (term.channel,))
    for number, fee in enumerate(procedure.fees):
        yield from _check_scope(procedure, f"/fees/{number}", (fee.case,), (fee.channel,))
    for number, paper in enumerate(procedure.papers):
        yield from _check_scope(procedure, f"/papers/{number}", paper.cases, paper.channels)
    for number, choice in enumerate(procedure.rules):
        yield from _check_scope(procedure, f"/rules/{number}", (choice.case,), (choice.channel,))


def _check_scope(
    procedure: Procedure,
    pointer: str,
    cases: Iterable[str | None],
    channels: Iterable[Channel | None],
) -> Iterator[Fault]:
    for case in cases:
        if case is not None and procedure.case(case) is None:
            yield fault(
                pointer, f"Trường hợp “{case}” không tồn tại.", f"There is no case “{case}”."
            )
    for channel in channels:
        if channel is not None and channel not in procedure.channels:
            yield fault(
                pointer,
                f"Kênh “{channel}” không được mở cho thủ tục này.",
                f"The channel “{channel}” is not offered.",
            )


def _check_draft(procedure: Procedure) -> Iterator[Fault]:
    step = procedure.confirm_draft
    if step is not None:
        yield from check_draft_step(step, procedure.form, on_the_spot=procedure.on_the_spot)


def _check_fees(procedure: Procedure) -> Iterator[Fault]:
    integers = {item.id for item in procedure.form.fields if item.type is FieldType.INTEGER}
    for number, rule in enumerate(procedure.fees):
        for name in (rule.count_field, rule.times_field):
            if name is not None and name not in integers:
                yield fault(
                    f"/fees/{number}",
                    f"Biểu mẫu không có trường số “{name}”.",
                    f"The form has no integer field “{name}”.",
                )
        if rule.count_field is not None and not rule.bands:
            yield fault(f"/fees/{number}/bands", "Thiếu bậc giá.", "The bands are missing.")
