"""Checks on what a leg or step is: consultations, payments, steps of outside systems."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kernel.process import LegKind, StepAction, StepKind
from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.process import Leg, Step

_DAY = 24 * 60


def check_kind(leg: Leg, pointer: str) -> Iterator[Fault]:
    """Yield what is wrong with a leg for what it is."""
    asking = leg.kind is LegKind.CONSULTATION
    if asking != (leg.content is not None) or asking != (leg.silence is not None):
        yield fault(
            pointer,
            "Công đoạn lấy ý kiến, và chỉ nó, phải có content và silence "
            "(Nghị định 61/2018/NĐ-CP, điều 19 khoản 5).",
            "A consultation, and nothing else, has content and silence "
            "(Decree 61/2018 art. 19(5)).",
        )
    if asking and any(step.kind is StepKind.PAYMENT for step in leg.steps):
        yield fault(
            f"{pointer}/steps",
            "Khi lấy ý kiến không thu tiền của người nộp hồ sơ.",
            "The applicant pays nothing while an opinion is asked for.",
        )
    if asking and leg.steps and StepAction.RETURN in leg.steps[0].actions:
        yield fault(
            f"{pointer}/steps/0/actions",
            "Cơ quan được lấy ý kiến trả lời chứ không trả lại hồ sơ.",
            "A consulted agency answers; it does not return the dossier.",
        )


def check_step(step: Step, pointer: str, fields: Container[str]) -> Iterator[Fault]:
    """Yield what is wrong with a step for what it is; `fields` are the paths of the form's."""
    yield from _check_sends(step, f"{pointer}/sends", fields)
    yield from _check_connector(step, pointer)
    if step.kind is StepKind.PAYMENT and set(step.actions) != {StepAction.COMPLETE}:
        yield fault(
            f"{pointer}/actions",
            "Bước chờ nộp tiền chỉ kết thúc bằng biên lai: actions phải là [complete].",
            "A payment ends with its receipt alone: its actions are [complete].",
        )
    if step.kind is StepKind.PAYMENT and step.asks:
        yield fault(
            f"{pointer}/asks",
            "Bước chờ nộp tiền không hỏi cán bộ.",
            "A payment asks the officer nothing.",
        )


def _check_sends(step: Step, pointer: str, fields: Container[str]) -> Iterator[Fault]:
    if step.sends and step.kind is not StepKind.CONNECTOR:
        yield fault(
            pointer,
            "Chỉ bước do hệ thống chuyên ngành làm mới cung cấp thông tin (sends).",
            "Only a step of an outside system has sends.",
        )
    for place, path in enumerate(step.sends):
        if path not in fields:
            yield fault(
                f"{pointer}/{place}",
                f"Biểu mẫu không có trường “{path}”.",
                f"The form has no field “{path}”.",
            )
    yield from repeated(step.sends, pointer)


def _check_connector(step: Step, pointer: str) -> Iterator[Fault]:
    asked = (step.system, step.timeout_minutes, step.tries)
    if step.kind is not StepKind.CONNECTOR:
        if any(each is not None for each in asked):
            yield fault(
                pointer,
                "Chỉ bước do hệ thống chuyên ngành làm mới có system, timeout_minutes, tries.",
                "Only a step of an outside system has system, timeout_minutes, tries.",
            )
        return
    if step.system is None or step.timeout_minutes is None or step.tries is None:
        yield fault(
            pointer,
            "Bước do hệ thống chuyên ngành làm phải có system, timeout_minutes, tries.",
            "A step of an outside system needs system, timeout_minutes, tries.",
        )
        return
    if StepAction.APPROVE in step.actions:
        yield fault(
            f"{pointer}/actions",
            "Hệ thống chuyên ngành không ký duyệt thay người có thẩm quyền.",
            "An outside system does not sign for those who may.",
        )
    waits = sum(min(step.timeout_minutes * 2**turn, _DAY) for turn in range(step.tries))
    if waits > step.working_minutes:
        yield fault(
            f"{pointer}/timeout_minutes",
            f"Chờ hệ thống trả lời đến {waits} phút, bước này chỉ có {step.working_minutes} "
            "phút: cán bộ không còn thời gian làm thay.",
            f"The system is waited for {waits} minutes, the step has {step.working_minutes}: "
            "no time is left for an officer.",
        )
