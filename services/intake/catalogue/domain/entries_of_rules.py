"""What terms, fees, the form and the internal process say, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kernel.channel import Channel
from kernel.process import StepAction, StepRole
from kernel.text import Text
from services.intake.catalogue.domain.agency_rule import AgencyRule, RuleKind
from services.intake.catalogue.domain.entry import CHANNELS, Entry, entry, joined
from services.intake.catalogue.domain.fee import FeeMoment, FeeRule
from services.intake.catalogue.domain.form import walk_fields
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.process import Leg, Step

_MOMENTS = {
    FeeMoment.FILING: Text(vi="nộp khi nộp hồ sơ", en="due at filing"),
    FeeMoment.ACCEPTANCE: Text(vi="nộp khi tiếp nhận", en="due at acceptance"),
    FeeMoment.RETURN: Text(vi="nộp khi trả kết quả", en="due with the result"),
}
_ROLES = {
    StepRole.DESK: Text(vi="bộ phận một cửa", en="desk"),
    StepRole.OFFICER: Text(vi="chuyên viên", en="officer"),
    StepRole.APPROVER: Text(vi="lãnh đạo", en="approver"),
}
_ACTIONS = {
    StepAction.COMPLETE: Text(vi="hoàn thành", en="complete"),
    StepAction.FORWARD: Text(vi="chuyển tiếp", en="forward"),
    StepAction.APPROVE: Text(vi="phê duyệt", en="approve"),
    StepAction.RETURN: Text(vi="trả lại", en="return"),
    StepAction.REFUSE: Text(vi="từ chối", en="refuse"),
    StepAction.REQUEST_PAYMENT: Text(vi="yêu cầu nộp tiền", en="request payment"),
}
_RULES = {
    RuleKind.RECEIVING: Text(vi="nơi tiếp nhận", en="the receiving agency"),
    RuleKind.COMPETENT: Text(vi="cơ quan giải quyết", en="the competent agency"),
}


def term_entries(procedure: Procedure) -> Iterator[Entry]:
    """Yield the term of each channel and case, and what it rests on."""
    for rule in procedure.terms:
        where = _where(rule.channel, rule.case)
        key = f"{rule.channel} {rule.case}"
        label = Text(vi=f"Thời hạn{where.vi}", en=f"Term{where.en}")
        yield entry(key, label, rule.term.text, rule)
        ground = Text(vi=f"Căn cứ thời hạn{where.vi}", en=f"Ground of the term{where.en}")
        yield entry(f"{key} ground", ground, rule.ground)


def fee_entries(procedure: Procedure) -> Iterator[Entry]:
    """Yield the fees in đồng, when each is due, and what it rests on."""
    for rule in procedure.fees:
        where = _where(rule.channel, rule.case)
        label = Text(vi=f"{rule.name.vi}{where.vi}", en=f"{rule.name.en}{where.en}")
        yield entry(rule.id, label, joined([_amount(rule), _MOMENTS[rule.moment]]), rule)
        ground = Text(vi=f"Căn cứ mức thu: {label.vi}", en=f"Ground of the fee: {label.en}")
        yield entry(f"{rule.id} ground", ground, rule.ground)


def form_entries(procedure: Procedure) -> Iterator[Entry]:
    """Yield the fields of the e-form."""
    for pointer, item in walk_fields(procedure.form.fields):
        parts = [Text(vi=item.type.value, en=item.type.value)]
        if not item.required:
            parts.append(Text(vi="không bắt buộc", en="optional"))
        parts.extend(choice.label for choice in item.choices)
        yield entry(pointer, item.label, joined(parts), replace(item, fields=()))


def process_entries(procedure: Procedure) -> Iterator[Entry]:
    """Yield the legs and steps of the internal process."""
    for leg in procedure.process.legs:
        label = Text(vi=f"Công đoạn “{leg.name.vi}”", en=f"Leg “{leg.name.en}”")
        yield entry(leg.id, label, _leg(leg), replace(leg, steps=()))
        for step in leg.steps:
            name = Text(
                vi=f"Bước “{step.name.vi}” ({leg.name.vi})",
                en=f"Step “{step.name.en}” ({leg.name.en})",
            )
            yield entry(f"{leg.id}/{step.id}", name, _step(step), step)


def _where(channel: Channel | None, case: str | None) -> Text:
    """Return ` (trực tuyến, trường hợp x)`, nothing where a rule holds for all."""
    parts = [CHANNELS[channel]] if channel is not None else []
    if case is not None:
        parts.append(Text(vi=f"trường hợp {case}", en=f"case {case}"))
    within = joined(parts)
    return Text(vi=f" ({within.vi})", en=f" ({within.en})") if parts else within


def _amount(rule: FeeRule) -> Text:
    bands = [
        f"{_dong(band.amount)}" + (f" ≤ {band.up_to}" if band.up_to is not None else "")
        for band in rule.bands
    ]
    words = "; ".join(bands) if bands else _dong(rule.amount)
    if rule.cap is not None:
        words += f" (≤ {_dong(rule.cap)})"
    if rule.times_field is not None:
        words += f" × {rule.times_field}"
    return Text(vi=words, en=words)


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _leg(leg: Leg) -> Text:
    after = " ".join(leg.after)
    parts = [_agency(leg.agency), _hours(leg.working_minutes)]
    if leg.after:
        parts.append(Text(vi=f"sau {after}", en=f"after {after}"))
    if leg.content is not None:
        parts.append(Text(vi=f"lấy ý kiến: {leg.content.vi}", en=f"opinion: {leg.content.en}"))
    return joined(parts)


def _step(step: Step) -> Text:
    actions = joined([_ACTIONS[action] for action in step.actions])
    return joined([_ROLES[step.role], _hours(step.working_minutes), actions])


def _agency(rule: AgencyRule) -> Text:
    words = rule.value or ""
    return _RULES.get(rule.by) or Text(vi=words, en=words)


def _hours(minutes: int) -> Text:
    hours = f"{minutes / 60:g}"
    return Text(vi=f"{hours} giờ làm việc", en=f"{hours} working hours")
