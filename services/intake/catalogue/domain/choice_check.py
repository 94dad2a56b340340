"""Checks on what chooses the way through a process, on papers, consultations and payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kernel import graph
from kernel.condition import Condition, comparisons
from kernel.process import LegKind, StepAction
from services.intake.catalogue.domain.choices import (
    MOST_COMBINATIONS,
    Setting,
    Values,
    Variable,
    chosen_steps,
    combinations,
    questions,
    variables,
)
from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.judging import ANSWER, CASE, CHANNEL
from services.intake.catalogue.domain.process import AnswerType, Leg, ProcessDefinition, Step
from services.intake.catalogue.domain.step_check import check_kind, check_step

Totals = Mapping[tuple[str, str | None], int]
"""The legal total in working minutes by channel and case."""

_ROOT = "/process/legs"


def check_choices(process: ProcessDefinition, setting: Setting, totals: Totals) -> list[Fault]:
    """Return every fault of what chooses the way; `process` has no cycle.

    `totals` are the legal totals in working minutes by channel and case.
    Typed: conditions read what the form, the cases or earlier questions have. Complete: however
    the choices fall out somebody signs, the steps fit into their leg and the longest way into the
    legal total; and every step is chosen at some time.
    """
    faults = [
        *repeated((question.id for _, _, question in questions(process)), _ROOT),
        *_check_questions(process),
        *_check_conditions(process, setting),
        *_check_papers(process),
    ]
    known = variables(process, setting)
    for number, leg in enumerate(process.legs):
        faults.extend(check_kind(leg, f"{_ROOT}/{number}"))
        for place, step in enumerate(leg.steps):
            faults.extend(check_step(step, f"{_ROOT}/{number}/steps/{place}", known))
    return faults or list(_check_combinations(process, setting, totals))


def before(process: ProcessDefinition, leg: str) -> frozenset[str]:
    """Return the legs that are done before `leg` begins, near and far."""
    return graph.before({each.id: each.after for each in process.legs}, leg)


def _check_questions(process: ProcessDefinition) -> Iterator[Fault]:
    for pointer, _leg, question in questions(process):
        if (question.type is AnswerType.CHOICE) != bool(question.choices):
            yield fault(
                pointer,
                f"Câu hỏi “{question.id}”: chỉ kiểu choice có, và phải có, danh sách chọn.",
                f"Question “{question.id}”: choices belong to that type, which needs them.",
            )


def _check_conditions(process: ProcessDefinition, setting: Setting) -> Iterator[Fault]:
    known = variables(process, setting)
    for number, leg in enumerate(process.legs):
        here = f"{_ROOT}/{number}"
        earlier = _asked_before(process, leg)
        yield from _check_condition(leg.when, f"{here}/when", known, earlier)
        for place, step in enumerate(leg.steps):
            yield from _check_condition(step.when, f"{here}/steps/{place}/when", known, earlier)
            earlier |= {f"{ANSWER}{question.id}" for question in step.asks}
        yield from _check_area(leg, f"{here}/agency", known)


def _asked_before(process: ProcessDefinition, leg: Leg) -> set[str]:
    legs = before(process, leg.id)
    return {f"{ANSWER}{asked.id}" for _, name, asked in questions(process) if name in legs}


def _check_condition(
    when: Condition | None, pointer: str, known: dict[str, Variable], earlier: set[str]
) -> Iterator[Fault]:
    for part in comparisons(when) if when is not None else ():
        variable = known.get(part.path)
        if variable is None:
            yield fault(
                pointer,
                f"Không có dữ liệu “{part.path}” trong biểu mẫu, trường hợp hay câu hỏi.",
                f"Neither form, cases nor questions have “{part.path}”.",
            )
        elif part.path.startswith(ANSWER) and part.path not in earlier:
            yield fault(
                pointer,
                f"“{part.path}” chưa được hỏi ở bước nào trước đó.",
                f"No step before this one asks for “{part.path}”.",
            )
        elif not variable.takes(part):
            yield fault(
                pointer,
                f"“{part.name}”: phép so sánh không hợp với kiểu dữ liệu “{variable.kind}”.",
                f"“{part.name}” does not go with a value of type “{variable.kind}”.",
            )


def _check_area(leg: Leg, pointer: str, known: dict[str, Variable]) -> Iterator[Fault]:
    area = leg.agency.area
    if area is not None and (area not in known or known[area].kind != AnswerType.COMMUNE):
        yield fault(
            pointer,
            f"“{area}” không phải là trường đơn vị hành chính của biểu mẫu.",
            f"“{area}” is no field of the form with a commune.",
        )


def _check_papers(process: ProcessDefinition) -> Iterator[Fault]:
    given = [leg.gives for leg in process.legs if leg.gives is not None]
    yield from repeated(given, _ROOT)
    givers = {leg.gives: leg.id for leg in process.legs if leg.gives is not None}
    for number, leg in enumerate(process.legs):
        for paper in leg.takes:
            if givers.get(paper) not in before(process, leg.id):
                yield fault(
                    f"{_ROOT}/{number}/takes",
                    f"Giấy tờ “{paper}” chưa có công đoạn nào trước đó cấp.",
                    f"No leg before this one gives the paper “{paper}”.",
                )


def _check_combinations(
    process: ProcessDefinition, setting: Setting, totals: Totals
) -> Iterator[Fault]:
    found = combinations(process, setting)
    if found is None:
        yield fault(
            _ROOT,
            f"Các điều kiện có hơn {MOST_COMBINATIONS} tổ hợp, không kiểm tra hết được.",
            f"The conditions have more than {MOST_COMBINATIONS} combinations to look through.",
        )
        return
    chosen: set[tuple[str, str]] = set()
    worst: dict[str, Fault] = {}
    for values in found:
        steps = {leg.id: chosen_steps(leg, values) for leg in process.legs}
        chosen.update((leg, step.id) for leg, picked in steps.items() for step in picked)
        for item in _check_way(process, steps, values, totals):
            # One of each kind is enough to be told; a critical path has its own words.
            worst.setdefault(f"{item.pointer} {item.text.en[:12]}", item)
    yield from worst.values()
    yield from _check_reached(process, chosen)


def _check_way(
    process: ProcessDefinition,
    steps: Mapping[str, tuple[Step, ...]],
    values: Values,
    totals: Totals,
) -> Iterator[Fault]:
    """Yield what is wrong with the way that these values choose."""
    yield from _check_decided(process, steps, values)
    for number, leg in enumerate(process.legs):
        needed = sum(step.working_minutes for step in steps[leg.id])
        if needed > leg.working_minutes:
            yield fault(
                f"{_ROOT}/{number}/working_hours",
                f"Tổng các bước ({hours(needed)} giờ) vượt thời hạn của công đoạn "
                f"({hours(leg.working_minutes)} giờ).",
                f"The steps take {hours(needed)} h, the leg only {hours(leg.working_minutes)} h.",
            )
    allowed = min(fitting(totals, values), default=None)
    minutes, path = critical_path(process, frozenset(leg for leg, some in steps.items() if some))
    if allowed is not None and minutes > allowed:
        names = {leg.id: leg.name for leg in process.legs}
        yield fault(
            _ROOT,
            f"Đường găng “{' → '.join(names[leg].vi for leg in path)}” cần {hours(minutes)} giờ "
            f"({days(minutes)} ngày), thời hạn pháp luật chỉ có {hours(allowed)} giờ làm việc "
            f"({days(allowed)} ngày).",
            f"The critical path “{' → '.join(names[leg].en for leg in path)}” takes "
            f"{hours(minutes)} h ({days(minutes)} days), the law allows {hours(allowed)} working "
            f"hours ({days(allowed)} days).",
        )


def fitting(totals: Totals, values: Values) -> Iterator[int]:
    """Yield the legal totals, in working minutes, that hold where the values are these."""
    for (channel, case), minutes in totals.items():
        if values.get(CHANNEL, channel) == channel and values.get(CASE, case) == case:
            yield minutes


def critical_path(
    process: ProcessDefinition, chosen: frozenset[str] | None = None
) -> tuple[int, tuple[str, ...]]:
    """Return the longest way through the graph: its working minutes and its legs in order.

    A leg that is not among the `chosen` (None: all are) takes no time, nor does one that waits
    for money. The graph must have no cycle; see `check_process`.
    """
    longest: dict[str, tuple[int, tuple[str, ...]]] = {}
    waiting = list(process.legs)
    while ready := [leg for leg in waiting if longest.keys() >= set(leg.after)]:
        for leg in ready:
            before_it = max((longest[name] for name in leg.after), default=(0, ()))
            if chosen is None or leg.id in chosen:
                before_it = (before_it[0] + leg.own_minutes, (*before_it[1], leg.id))
            longest[leg.id] = before_it
        waiting = [leg for leg in waiting if leg not in ready]
    return max(longest.values(), default=(0, ()))


def hours(minutes: int) -> str:
    """Return minutes as hours for people."""
    return f"{minutes / 60:g}"


def days(minutes: int) -> str:
    """Return minutes as working days of eight hours for people."""
    return f"{minutes / 480:.3g}"


def _check_decided(
    process: ProcessDefinition, steps: Mapping[str, tuple[Step, ...]], values: Values
) -> Iterator[Fault]:
    """Yield where no agency decides: systems do not, and who is only asked may be silent."""
    approving = {
        leg.kind
        for leg in process.legs
        if any(StepAction.APPROVE in step.actions for step in steps[leg.id])
    }
    if not approving:
        yield fault(
            _ROOT,
            f"Ngõ cụt: không có bước phê duyệt khi {_said(values, vi=True)}.",
            f"A dead end: nobody approves when {_said(values, vi=False)}.",
        )
    elif LegKind.WORK not in approving:
        yield fault(
            _ROOT,
            f"Ngõ cụt: chỉ cơ quan được lấy ý kiến phê duyệt khi {_said(values, vi=True)}; "
            "nếu cơ quan đó không trả lời thì không ai quyết định.",
            f"A dead end: only a consulted agency approves when {_said(values, vi=False)}; "
            "by its silence nobody would decide.",
        )


def _said(values: Values, *, vi: bool) -> str:
    nothing = "mọi trường hợp" if vi else "whatever is given"
    return ", ".join(f"{path} = {value}" for path, value in values.items()) or nothing


def _check_reached(process: ProcessDefinition, chosen: set[tuple[str, str]]) -> Iterator[Fault]:
    for number, leg in enumerate(process.legs):
        for place, step in enumerate(leg.steps):
            if (leg.id, step.id) not in chosen:
                yield fault(
                    f"{_ROOT}/{number}/steps/{place}/when",
                    f"Bước “{step.id}” của “{leg.id}” không bao giờ được chọn.",
                    f"Step “{step.id}” of “{leg.id}” is never chosen.",
                )
