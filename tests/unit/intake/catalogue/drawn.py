"""A BPMN file read back, and processes to draw: whatever may stand in a definition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from services.intake.catalogue.domain.process import ProcessDefinition

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_NODES = ("Task", "Event", "Gateway", "subProcess")


@dataclass(frozen=True)
class Drawn:
    """What a file holds: `nodes` and `flows` by id, `shapes` and `edges` by what they draw."""

    root: ET.Element

    @property
    def ids(self) -> Counter[str]:
        return Counter(each.attrib["id"] for each in self.root.iter() if "id" in each.attrib)

    @property
    def nodes(self) -> dict[str, ET.Element]:
        return {
            each.attrib["id"]: each
            for each in self.root.iter()
            if each.tag.startswith(MODEL) and each.tag.endswith(_NODES)
        }

    @property
    def flows(self) -> dict[str, tuple[str, str]]:
        return {
            each.attrib["id"]: (each.attrib["sourceRef"], each.attrib["targetRef"])
            for each in self.root.iter(f"{MODEL}sequenceFlow")
        }

    @property
    def lanes(self) -> Counter[str]:
        """Return how many lanes hold each node."""
        return Counter(each.text or "" for each in self.root.iter(f"{MODEL}flowNodeRef"))

    @property
    def shapes(self) -> dict[str, tuple[int, int, int, int]]:
        """Return left, top, right, bottom by what is drawn."""
        found = {}
        for shape in self.root.iter(f"{DIAGRAM}BPMNShape"):
            box = shape.find(BOUNDS)
            assert box is not None
            x, y, w, h = (int(box.attrib[name]) for name in ("x", "y", "width", "height"))
            found[shape.attrib["bpmnElement"]] = (x, y, x + w, y + h)
        return found

    @property
    def edges(self) -> dict[str, list[tuple[int, int]]]:
        return {
            edge.attrib["bpmnElement"]: [
                (int(point.attrib["x"]), int(point.attrib["y"])) for point in edge.iter(POINT)
            ]
            for edge in self.root.iter(f"{DIAGRAM}BPMNEdge")
        }

    def kinds(self) -> Counter[str]:
        return Counter(node.tag.removeprefix(MODEL) for node in self.nodes.values())

    def inside(self) -> set[str]:
        """Return the nodes that stand in the frame of a consultation."""
        return {
            node.attrib["id"]
            for frame in self.root.iter(f"{MODEL}subProcess")
            for node in frame
            if node.attrib.get("id") in self.nodes
        }


def drawn(document: bytes) -> Drawn:
    """Read a file; raises `ParseError` where it is not well formed."""
    reader: Any = ET.XMLPullParser(["end"])
    reader.feed(document)
    reader.close()
    root: ET.Element = list(reader.read_events())[-1][1]
    return Drawn(root)


def step(name: str, *actions: str, **more: object) -> dict[str, Any]:
    role = "approver" if "approve" in actions else "officer"
    made = {"id": name, "name": {"vi": "Bước", "en": "Step"}, "role": role, **more}
    hours = {} if more.get("kind") == "payment" else {"working_hours": 8}
    return {**made, **hours, "actions": list(actions or ("complete",))}


_WHEN = {"any": [{"value": "case", "in": ["gift"]}, {"value": "form/price", "ge": 1}]}
_CONNECTOR = {"kind": "connector", "system": "land-tax", "timeout_minutes": 30, "tries": 2}


@st.composite
def _steps(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [{}, {}, _CONNECTOR, {"kind": "payment"}]
    kind = draw(st.sampled_from(kinds))
    actions = draw(st.sampled_from([("complete",), ("complete", "refuse"), ("approve", "refuse")]))
    when = {"when": _WHEN} if draw(st.booleans()) else {}
    return step(f"s{number}", *(("complete",) if kind else actions), **kind, **when)


@st.composite
def processes(draw: st.DrawFn) -> ProcessDefinition:
    """Draw a sound process of up to six legs of four agencies."""
    legs: list[dict[str, Any]] = []
    agencies = ["receiving", "competent", {"kind": "treasury"}, {"fixed": "H56.STP"}]
    for number in range(draw(st.integers(1, 6))):
        after = draw(st.sets(st.sampled_from(range(number)))) if number else set()
        steps = [draw(_steps(place)) for place in range(draw(st.integers(1, 3)))]
        leg: dict[str, Any] = {
            "id": f"l{number}",
            "name": {"vi": "Công đoạn", "en": "Leg"},
            "agency": draw(st.sampled_from(agencies)),
            "working_hours": 24,
            "after": [f"l{other}" for other in sorted(after)],
            "steps": steps,
        }
        if draw(st.booleans()):
            leg["when"] = _WHEN
        if draw(st.integers(0, 3)) == 0:
            silence = draw(st.sampled_from(["consent", "escalate"]))
            leg |= {"kind": "consultation", "silence": silence, "content": leg["name"]}
        legs.append(leg)
    return ProcessDefinition.from_document({"legs": draw(st.permutations(legs))})
