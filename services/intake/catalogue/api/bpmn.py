"""The drawing of a process as a BPMN 2.0 file with its diagram (formal/2013-12-09, chapter 12)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from kernel.text import Text
from services.intake.catalogue.domain.flow_chart import (
    Box,
    FlowChart,
    Node,
    NodeKind,
    PlacedFlow,
    PlacedNode,
)

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DI = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_OURS = "urn:motcua:process"
_PREFIXES = {"": _MODEL, "bpmndi": _DIAGRAM, "dc": _DC, "di": _DI, "xsi": _XSI, "motcua": _OURS}
_REFUSED, _TOLD, _RECEIPT = "error_refused", "escalation_told", "message_receipt"
_ENDS = {
    NodeKind.REFUSED: ("terminateEventDefinition", {}),
    NodeKind.REFUSED_INSIDE: ("errorEventDefinition", {"errorRef": _REFUSED}),
    NodeKind.ESCALATED: ("escalationEventDefinition", {"escalationRef": _TOLD}),
    NodeKind.REFUSAL: ("errorEventDefinition", {"errorRef": _REFUSED}),
}
_ELEMENTS = {
    NodeKind.REFUSED: "endEvent",
    NodeKind.REFUSED_INSIDE: "endEvent",
    NodeKind.ESCALATED: "endEvent",
    NodeKind.REFUSAL: "boundaryEvent",
    NodeKind.TIME_LIMIT: "boundaryEvent",
}


def bpmn_document(chart: FlowChart, *, language: str = "vi") -> bytes:
    """Return the file, with names in `language` (`vi` or `en`) and notes in both."""
    for prefix, address in _PREFIXES.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(
        _model("definitions"),
        {"id": f"procedure_{chart.code}", "targetNamespace": _OURS, "exporter": "Một Cửa"},
    )
    _shared(root)
    writer = _Writer(chart, language)
    writer.collaboration(root)
    writer.process(root)
    writer.diagram(root)
    ET.indent(root)
    whole: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole + b"\n"


def _shared(root: ET.Element) -> None:
    """Write what several nodes speak of."""
    ET.SubElement(root, _model("message"), {"id": _RECEIPT, "name": "Biên lai kho bạc"})
    ET.SubElement(
        root, _model("error"), {"id": _REFUSED, "name": "Từ chối", "errorCode": "refused"}
    )
    ET.SubElement(
        root, _model("escalation"), {"id": _TOLD, "name": "Quá hạn", "escalationCode": "silent"}
    )


class _Writer:
    """Writes one drawing; ids are those of its nodes, unique in the file."""

    def __init__(self, chart: FlowChart, language: str) -> None:
        self._chart = chart
        self._language = language
        self._into: dict[str, list[str]] = {}
        self._out: dict[str, list[str]] = {}
        for placed in chart.flows:
            self._out.setdefault(placed.flow.source, []).append(placed.flow.id)
            self._into.setdefault(placed.flow.target, []).append(placed.flow.id)

    def collaboration(self, root: ET.Element) -> None:
        """Write the pool."""
        pool = ET.SubElement(root, _model("collaboration"), {"id": "collaboration"})
        about = {"id": "pool", "name": self._word(self._chart.name), "processRef": "process"}
        ET.SubElement(pool, _model("participant"), about)

    def process(self, root: ET.Element) -> None:
        """Write lanes, nodes and flows."""
        about = {"id": "process", "name": self._word(self._chart.name), "isExecutable": "false"}
        process = ET.SubElement(root, _model("process"), about)
        _told(process, self._chart.name)
        lanes = ET.SubElement(process, _model("laneSet"), {"id": "lanes"})
        for lane in self._chart.lanes:
            about = {"id": lane.id, "name": self._word(lane.name)}
            element = ET.SubElement(lanes, _model("lane"), about)
            for node in lane.nodes:
                ET.SubElement(element, _model("flowNodeRef")).text = node
        self._inside(process, None)

    def _inside(self, parent: ET.Element, frame: str | None) -> None:
        """Write what stands in the process, or in the frame of a consultation."""
        for placed in self._chart.nodes:
            if placed.node.inside == frame:
                self._node(parent, placed.node)
        for flow in self._chart.flows:
            if flow.flow.inside == frame:
                self._flow(parent, flow)

    def _node(self, parent: ET.Element, node: Node) -> None:
        element = ET.SubElement(
            parent, _model(_ELEMENTS.get(node.kind, node.kind.value)), self._about(node)
        )
        if node.note is not None or node.name is not None:
            _told(element, *(text for text in (node.name, node.note) if text is not None))
        for name in self._into.get(node.id, ()):
            ET.SubElement(element, _model("incoming")).text = name
        for name in self._out.get(node.id, ()):
            ET.SubElement(element, _model("outgoing")).text = name
        if node.role is not None:
            _performer(element, node.role)
        if node.kind is NodeKind.TIME_LIMIT:
            _time_limit(element, node)
        elif node.kind in _ENDS:
            name, about = _ENDS[node.kind]
            ET.SubElement(element, _model(name), about)
        elif node.kind is NodeKind.CONSULTATION:
            self._inside(element, node.id)

    def _about(self, node: Node) -> dict[str, str]:
        about = {"id": node.id}
        if node.name is not None:
            about["name"] = self._word(node.name)
        if node.kind in (NodeKind.REFUSAL, NodeKind.TIME_LIMIT):
            about["attachedToRef"] = node.attached_to or ""
            about["cancelActivity"] = str(node.cancels).lower()
        elif node.minutes:
            about[f"{{{_OURS}}}workingMinutes"] = str(node.minutes)
        if node.kind is NodeKind.PAYMENT:
            about["messageRef"] = _RECEIPT
        if node.system is not None:
            about[f"{{{_OURS}}}system"] = node.system
        default = self._default(node)
        return about if default is None else about | {"default": default}

    def _default(self, node: Node) -> str | None:
        """Return the flow that a choice takes when no condition holds."""
        mine = [one.flow for one in self._chart.flows if one.flow.source == node.id]
        if node.kind is not NodeKind.CHOICE or all(flow.condition is None for flow in mine):
            return None
        return next(flow.id for flow in mine if flow.condition is None)

    def _flow(self, parent: ET.Element, placed: PlacedFlow) -> None:
        flow = placed.flow
        about = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        if flow.name is not None:
            about["name"] = self._word(flow.name)
        element = ET.SubElement(parent, _model("sequenceFlow"), about)
        if flow.condition is not None:
            formal = {f"{{{_XSI}}}type": "tFormalExpression", "language": f"{_OURS}:condition"}
            ET.SubElement(element, _model("conditionExpression"), formal).text = flow.condition

    def diagram(self, root: ET.Element) -> None:
        """Write where everything stands."""
        diagram = ET.SubElement(root, _name(_DIAGRAM, "BPMNDiagram"), {"id": "diagram"})
        plane = ET.SubElement(
            diagram,
            _name(_DIAGRAM, "BPMNPlane"),
            {"id": "plane", "bpmnElement": "collaboration"},
        )
        _shape(plane, "pool", self._chart.box, {"isHorizontal": "true"})
        for lane in self._chart.lanes:
            _shape(plane, lane.id, lane.box, {"isHorizontal": "true"})
        for placed in self._chart.nodes:
            _shape(plane, placed.node.id, placed.box, _marks(placed), placed.label)
        for flow in self._chart.flows:
            _edge(plane, flow)

    def _word(self, text: Text) -> str:
        return text.vi if self._language == "vi" else text.en


def _told(element: ET.Element, *texts: Text) -> None:
    """Write notes in both languages."""
    for text in texts:
        words = text.vi if text.vi == text.en else f"{text.vi} / {text.en}"
        ET.SubElement(element, _model("documentation")).text = words


def _performer(element: ET.Element, role: str) -> None:
    owner = ET.SubElement(element, _model("potentialOwner"))
    assigned = ET.SubElement(owner, _model("resourceAssignmentExpression"))
    ET.SubElement(assigned, _model("formalExpression")).text = role


def _time_limit(element: ET.Element, node: Node) -> None:
    """Write a duration; of office time, which no format of durations knows, the note tells."""
    timer = ET.SubElement(element, _model("timerEventDefinition"))
    if node.office:
        timer.set(f"{{{_OURS}}}officeTime", "true")
    formal = {f"{{{_XSI}}}type": "tFormalExpression"}
    ET.SubElement(timer, _model("timeDuration"), formal).text = f"PT{node.minutes}M"


def _marks(placed: PlacedNode) -> Mapping[str, str]:
    if placed.node.kind is NodeKind.CONSULTATION:
        return {"isExpanded": "true"}
    return {"isMarkerVisible": "true"} if placed.node.kind is NodeKind.CHOICE else {}


def _shape(
    plane: ET.Element, name: str, box: Box, marks: Mapping[str, str], label: Box | None = None
) -> None:
    about = {"id": f"shape_{name}", "bpmnElement": name, **marks}
    shape = ET.SubElement(plane, _name(_DIAGRAM, "BPMNShape"), about)
    _bounds(shape, box)
    _label(shape, label)


def _edge(plane: ET.Element, placed: PlacedFlow) -> None:
    about = {"id": f"edge_{placed.flow.id}", "bpmnElement": placed.flow.id}
    edge = ET.SubElement(plane, _name(_DIAGRAM, "BPMNEdge"), about)
    for x, y in placed.points:
        ET.SubElement(edge, _name(_DI, "waypoint"), {"x": str(x), "y": str(y)})
    _label(edge, placed.label)


def _label(element: ET.Element, box: Box | None) -> None:
    if box is not None:
        _bounds(ET.SubElement(element, _name(_DIAGRAM, "BPMNLabel")), box)


def _bounds(element: ET.Element, box: Box) -> None:
    about = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ET.SubElement(
        element, _name(_DC, "Bounds"), {name: str(value) for name, value in about.items()}
    )


def _model(tag: str) -> str:
    return _name(_MODEL, tag)


def _name(space: str, tag: str) -> str:
    return f"{{{space}}}{tag}"
