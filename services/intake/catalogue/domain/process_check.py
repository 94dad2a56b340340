"""Checks on the graph of an internal process; what fails them is not published."""

from __future__ import annotations

from collections.abc import Iterator

from kernel import graph
from kernel.process import ONWARD, StepAction, StepRole
from services.intake.catalogue.domain.choice_check import Totals, check_choices
from services.intake.catalogue.domain.choices import Setting
from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.process import Leg, ProcessDefinition

_ROOT = "/process/legs"


def check_process(
    process: ProcessDefinition, *, totals: Totals, setting: Setting | None = None
) -> list[Fault]:
    """Return every fault of the graph.

    `totals` are the legal totals of the procedure in working minutes (8 hours make a day) by
    channel and case, none where no term can be read: however the choices fall out, the critical
    path must fit. `setting` is what the process may be chosen by.
    """
    if not process.legs:
        return [fault(_ROOT, "Quy trình chưa có công đoạn nào.", "The process has no leg.")]
    faults = [*repeated((leg.id for leg in process.legs), _ROOT)]
    for number, leg in enumerate(process.legs):
        faults.extend(_check_leg(leg, f"{_ROOT}/{number}", process))
    faults.extend(_check_reachable(process))
    return faults or check_choices(process, setting or Setting(), totals)


def reachable_legs(process: ProcessDefinition) -> frozenset[str]:
    """Return the legs that will one day begin: every leg they wait for is itself reachable."""
    return graph.reachable({leg.id: leg.after for leg in process.legs})


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
