"""Checks on the graph of an internal process; what fails them is not published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.process import (
    ONWARD,
    Leg,
    ProcessDefinition,
    StepAction,
    StepRole,
)

_ROOT = "/process/legs"


def check_process(process: ProcessDefinition, *, legal_minutes: int | None) -> list[Fault]:
    """Return every fault of the graph.

    `legal_minutes` is the shortest legal total of the procedure in working minutes (8 hours make
    a day), None when no term can be read. The critical path must fit into it.
    """
    if not process.legs:
        return [fault(_ROOT, "Quy trình chưa có công đoạn nào.", "The process has no leg.")]
    faults = [*repeated((leg.id for leg in process.legs), _ROOT)]
    for number, leg in enumerate(process.legs):
        faults.extend(_check_leg(leg, f"{_ROOT}/{number}", process))
    faults.extend(_check_reachable(process))
    if not faults and legal_minutes is not None:
        faults.extend(_check_total(process, legal_minutes))
    return faults


def reachable_legs(process: ProcessDefinition) -> frozenset[str]:
    """Return the legs that will one day begin: every leg they wait for is itself reachable."""
    reached: set[str] = set()
    waiting = list(process.legs)
    while ready := [leg for leg in waiting if reached.issuperset(leg.after)]:
        reached.update(leg.id for leg in ready)
        waiting = [leg for leg in waiting if leg not in ready]
    return frozenset(reached)


def critical_path(process: ProcessDefinition) -> tuple[int, tuple[str, ...]]:
    """Return the longest way through the graph: its working minutes and its legs in order.

    The graph must have no cycle; see `check_process`.
    """
    longest: dict[str, tuple[int, tuple[str, ...]]] = {}
    waiting = list(process.legs)
    while ready := [leg for leg in waiting if longest.keys() >= set(leg.after)]:
        for leg in ready:
            before = max((longest[name] for name in leg.after), default=(0, ()))
            longest[leg.id] = (before[0] + leg.working_minutes, (*before[1], leg.id))
        waiting = [leg for leg in waiting if leg not in ready]
    return max(longest.values(), default=(0, ()))


def _check_leg(leg: Leg, pointer: str, process: ProcessDefinition) -> Iterator[Fault]:
    if not leg.steps:
        yield fault(f"{pointer}/steps", "Công đoạn chưa có bước nào.", "The leg has no step.")
    known = {other.id for other in process.legs}
    for name in leg.after:
        if name not in known:
            yield fault(
                f"{pointer}/after",
                f"Công đoạn “{name}” không tồn tại.",
                f"There is no leg “{name}”.",
            )
    yield from repeated((step.id for step in leg.steps), f"{pointer}/steps")
    yield from _check_steps(leg, f"{pointer}/steps")
    needed = sum(step.working_minutes for step in leg.steps)
    if needed > leg.working_minutes:
        yield fault(
            f"{pointer}/working_hours",
            f"Tổng các bước ({_hours(needed)} giờ) vượt thời hạn của công đoạn "
            f"({_hours(leg.working_minutes)} giờ).",
            f"The steps take {_hours(needed)} h, the leg only {_hours(leg.working_minutes)} h.",
        )


def _check_steps(leg: Leg, pointer: str) -> Iterator[Fault]:
    for number, step in enumerate(leg.steps):
        if ONWARD.isdisjoint(step.actions):
            yield fault(
                f"{pointer}/{number}/actions",
                "Bước này là ngõ cụt: không có thao tác chuyển tiếp.",
                "The step is a dead end: no action leads onward.",
            )
        if number == 0 and not leg.after and StepAction.RETURN in step.actions:
            yield fault(
                f"{pointer}/{number}/actions",
                "Bước đầu tiên không có bước nào để trả lại.",
                "The first step has nothing to return to.",
            )
        if StepAction.APPROVE in step.actions and step.role is not StepRole.APPROVER:
            yield fault(
                f"{pointer}/{number}/role",
                "Chỉ người phê duyệt mới được ký duyệt.",
                "Only an approver may approve.",
            )


def _check_reachable(process: ProcessDefinition) -> Iterator[Fault]:
    reached = reachable_legs(process)
    for number, leg in enumerate(process.legs):
        if leg.id not in reached:
            yield fault(
                f"{_ROOT}/{number}/after",
                f"Công đoạn “{leg.id}” không bao giờ bắt đầu (vòng lặp hoặc chờ công đoạn "
                "không tới được).",
                f"The leg “{leg.id}” can never begin: a cycle, or it waits for one in a cycle.",
            )
    if not _approved(process.legs):
        yield fault(
            _ROOT, "Quy trình không có bước phê duyệt.", "No step of the process approves."
        )


def _approved(legs: Iterable[Leg]) -> bool:
    return any(StepAction.APPROVE in step.actions for leg in legs for step in leg.steps)


def _check_total(process: ProcessDefinition, legal_minutes: int) -> Iterator[Fault]:
    minutes, path = critical_path(process)
    if minutes > legal_minutes:
        way = " → ".join(path)
        yield fault(
            _ROOT,
            f"Đường găng {way} cần {_hours(minutes)} giờ, thời hạn pháp luật chỉ có "
            f"{_hours(legal_minutes)} giờ làm việc.",
            f"The critical path {way} takes {_hours(minutes)} h, the law allows "
            f"{_hours(legal_minutes)} working hours.",
        )


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}"
