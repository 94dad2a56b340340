"""Checks on the example a procedure ships: it must be a dossier that would be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kernel.channel import Channel
from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.catalogue.domain.form_check import check_form
from services.intake.catalogue.domain.procedure import Procedure


def check_example(procedure: Procedure) -> list[Fault]:
    """Return every fault of the example; none where the procedure ships no example."""
    example = procedure.example
    if example is None:
        return []
    return list(_check(procedure, example))


def _check(procedure: Procedure, example: Mapping[str, Any]) -> Iterator[Fault]:
    if example["procedure"] != procedure.code:
        yield fault("/example/procedure", "Sai mã thủ tục.", "The code is another procedure's.")
    case = example.get("case")
    if not procedure.knows_case(case):
        yield fault("/example/case", "Trường hợp không tồn tại.", "There is no such case.")
    channel = Channel(example["channel"])
    if channel not in procedure.channels:
        yield fault("/example/channel", "Kênh không được mở.", "The channel is not offered.")
    faults = check_form(procedure.form, example["form"], today=procedure.valid_from)
    for pointer, text in faults.items():
        yield Fault(pointer=f"/example/form{pointer}", text=text)
    yield from _check_papers(procedure, example, channel=channel, case=case)


def _check_papers(
    procedure: Procedure, example: Mapping[str, Any], *, channel: Channel, case: str | None
) -> Iterator[Fault]:
    given = {entry["paper"] for entry in example["papers"]}
    asked = procedure.papers_for(channel=channel, case=case)
    for name in sorted(given - {paper.id for paper in asked}):
        yield fault(
            "/example/papers", f"Giấy tờ “{name}” không được yêu cầu.", f"“{name}” is not asked."
        )
    for paper in asked:
        if paper.required and paper.one_of is None and paper.id not in given:
            yield fault("/example/papers", f"Thiếu “{paper.id}”.", f"“{paper.id}” is missing.")
    groups = {paper.one_of for paper in asked if paper.one_of and paper.required}
    present = {paper.one_of for paper in asked if paper.id in given}
    for group in sorted(groups - present):
        yield fault(
            "/example/papers", f"Cần một trong nhóm “{group}”.", f"One of “{group}” is needed."
        )
