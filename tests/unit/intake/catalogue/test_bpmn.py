"""A process is exported as BPMN 2.0 that a reader which is not ours can draw."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from kernel.process import LegKind
from services.intake.catalogue.api.bpmn import bpmn_document
from services.intake.catalogue.domain.charting import chart_of
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.process import ProcessDefinition
from services.intake.catalogue.ports import CataloguePackage
from services.intake.commands import catalogue
from tests.unit.intake.catalogue.drawn import MODEL, Drawn, drawn, processes, step

CONSULTING = {
    "id": "opinion",
    "name": {"vi": "Lấy ý kiến", "en": "Opinion"},
    "agency": {"kind": "commune"},
    "working_hours": 16,
    "kind": "consultation",
    "content": {"vi": "Đồng ý không?", "en": "Agreed?"},
    "steps": [step("answer")],
}


def of(procedure: Procedure, *legs: object) -> Drawn:
    process = ProcessDefinition.from_document({"legs": legs}) if legs else procedure.process
    return drawn(bpmn_document(chart_of(replace(procedure, process=process))))


def leads(read: Drawn, source: str) -> set[str]:
    return {target for begin, target in read.flows.values() if begin == source}


def require_whole(read: Drawn) -> None:
    """Every reader needs as much: ids once, ends of flows, a shape for each node, no overlap."""
    assert set(read.ids.values()) == {1}
    assert all(end in read.nodes for flow in read.flows.values() for end in flow)
    assert set(read.nodes) <= set(read.shapes)
    assert set(read.flows) == set(read.edges)
    assert all(len(points) > 1 for points in read.edges.values())
    top = set(read.nodes) - read.inside()
    assert read.lanes == dict.fromkeys(top, 1)
    for name, node in read.nodes.items():
        # Only gateways join and part; two arrows into a task would start it twice.
        met = Counter(end for ends in read.flows.values() for end in enumerate(ends))
        assert "Gateway" in node.tag or max(met[0, name], met[1, name]) <= 1
        told = {each.text for each in node if each.tag in {f"{MODEL}incoming", f"{MODEL}outgoing"}}
        assert told == {flow for flow, ends in read.flows.items() if name in ends}


def require_a_way(read: Drawn) -> None:
    """From the beginning to every node, and from every node to an end."""
    edges = {
        (node.attrib["attachedToRef"], name)
        for name, node in read.nodes.items()
        if "attachedToRef" in node.attrib
    }
    ways = edges | set(read.flows.values())
    for begins in (True, False):
        frontier = {
            name
            for name, node in read.nodes.items()
            if node.tag == MODEL + ("startEvent" if begins else "endEvent")
        }
        reached: set[str] = set()
        while frontier:
            reached |= frontier
            steps = {way if begins else way[::-1] for way in ways}
            frontier = {there for here, there in steps if here in frontier} - reached
        assert reached == set(read.nodes)


def require_room(read: Drawn) -> None:
    """No node covers another but on an edge, none leaves the pool."""
    left, top, right, bottom = read.shapes["pool"]
    apart = {
        name: read.shapes[name]
        for name, node in read.nodes.items()
        if not node.tag.endswith(("boundaryEvent", "subProcess"))
    }
    for one, other in combinations(apart.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert all(
        left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
        for name, box in read.shapes.items()
        if name in read.nodes
    )


def test_every_shipped_procedure_is_drawn_whole(shipped: CataloguePackage) -> None:
    """All of the catalogue, each with a beginning, an end and a lane for each agency."""
    for procedure, _ in shipped.procedures:
        read = drawn(bpmn_document(chart_of(procedure, shipped.agencies)))
        kinds = read.kinds()
        steps = sum(len(leg.steps) for leg in procedure.process.legs)

        require_whole(read)
        require_a_way(read)
        require_room(read)
        asked = sum(leg.kind is LegKind.CONSULTATION for leg in procedure.process.legs)
        assert kinds["startEvent"] == 1 + asked
        assert kinds["userTask"] + kinds["serviceTask"] + kinds["receiveTask"] >= steps
        agencies = {leg.agency for leg in procedure.process.legs}
        assert len(list(read.root.iter(f"{MODEL}lane"))) == len(agencies)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(process=processes())
def test_any_process_is_drawn_whole(land: Procedure, process: ProcessDefinition) -> None:
    """Choices, joins, consultations, systems and payments in any order."""
    read = drawn(bpmn_document(chart_of(replace(land, process=process))))
    asked = sum(leg.kind is LegKind.CONSULTATION for leg in process.legs)

    require_whole(read)
    require_a_way(read)
    require_room(read)
    assert read.kinds()["subProcess"] == asked


def test_land_has_a_system_with_an_officer_behind_it_and_waits_for_the_money(
    land: Procedure,
) -> None:
    """Silent for good the system leaves the step to an officer; who owes nothing pays nothing."""
    read = of(land)
    choice = read.nodes["leg_treasury_choice"]

    assert read.nodes["leg_tax_assess"].tag == f"{MODEL}serviceTask"
    assert leads(read, "leg_tax_assess_silent") == {"leg_tax_assess_officer"}
    assert leads(read, "leg_tax_assess_officer") == {"leg_tax_assess_merge"}
    assert read.nodes["leg_treasury_receipt"].tag == f"{MODEL}receiveTask"
    assert leads(read, "leg_treasury_choice") == {"leg_treasury_receipt", "leg_treasury_merge"}
    assert choice.attrib["default"] == "flow_leg_treasury_choice_leg_treasury_merge"
    assert choice.attrib["name"] == "Người sử dụng đất có phải nộp tiền không?"
    lanes = [lane.attrib["name"] for lane in read.root.iter(f"{MODEL}lane")]
    assert lanes == ["Văn phòng đăng ký đất đai", "Cơ quan thuế", "Kho bạc Nhà nước"]


def test_two_agencies_at_once_stand_between_a_fork_and_a_join(shipped: CataloguePackage) -> None:
    """After the birth police and insurance work side by side; the result waits for both."""
    birth = next(each for each, _ in shipped.procedures if each.code == "2.000986")
    read = of(birth)

    assert read.kinds()["parallelGateway"] == 2
    assert leads(read, "leg_birth_fork") == {
        "leg_residence_check-residence",
        "leg_insurance_check-insurance",
    }
    assert leads(read, "finish_join") == {"finish_result"}


@pytest.mark.parametrize(
    ("silence", "cancels", "leads_to"),
    [
        ("consent", "true", "leg_opinion_merge"),
        ("escalate", "false", "leg_opinion_opinion_silent_told"),
    ],
)
def test_silence_is_a_time_limit_at_the_edge_of_the_opinion(
    land: Procedure, silence: str, cancels: str, leads_to: str
) -> None:
    """Consent ends the consultation and leads on; else the asking agency is told and it waits."""
    read = of(land, CONSULTING | {"silence": silence})
    limit = read.nodes["leg_opinion_opinion_silent"]
    duration = next(limit.iter(f"{MODEL}timeDuration"))

    assert limit.attrib["attachedToRef"] == "leg_opinion_opinion"
    assert limit.attrib["cancelActivity"] == cancels
    assert duration.text == "PT960M"
    assert leads(read, "leg_opinion_opinion_silent") == {leads_to}


def test_the_command_writes_a_file_in_the_language_asked_for(tmp_path: Path) -> None:
    """Vietnamese unless English is wanted; a code nobody knows is named."""
    run, file = CliRunner(), tmp_path / "birth.bpmn"
    shown = run.invoke(catalogue, ["export-bpmn", "2.000986"])
    written = run.invoke(
        catalogue, ["export-bpmn", "2.000986", "--language", "en", "--output", str(file)]
    )
    unknown = run.invoke(catalogue, ["export-bpmn", "9.999999"])

    assert (shown.exit_code, written.exit_code) == (0, 0)
    assert "Đăng ký thường trú" not in shown.output  # legs are lanes; their steps are the tasks
    assert 'name="Duyệt cấp thẻ"' in shown.output
    assert 'name="Approve the card"' in file.read_text(encoding="utf-8")
    assert unknown.exit_code == 1
    assert "9.999999" in unknown.output
