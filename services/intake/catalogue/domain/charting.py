"""Draws the internal process of a procedure: from acceptance to the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kernel.swimlanes import Part, Spot, lay_out
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.agency_rule import AgencyRule
from services.intake.catalogue.domain.chart_places import (
    HEAD,
    PITCH,
    Row,
    place_flow,
    place_nodes,
    rows_of,
)
from services.intake.catalogue.domain.chart_words import ChartWords
from services.intake.catalogue.domain.flow_chart import (
    Box,
    Flow,
    FlowChart,
    Lane,
    Node,
    NodeKind,
    PlacedFlow,
    PlacedNode,
    Sketch,
)
from services.intake.catalogue.domain.leg_sketch import Pen, sketch_leg
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.process import Leg

_BEGIN, _FINISH = "begin", "finish"
_ACCEPTED = Text(vi="Hồ sơ được tiếp nhận", en="Dossier accepted")
_RESULT = Text(vi="Có kết quả", en="There is a result")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What is drawn, by id of its part, and where."""

    sketches: Mapping[str, Sketch]
    parts: Sequence[Part]
    spots: Mapping[str, Spot]
    rows: Sequence[Row]

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        ends = (self.spots[one.id].column + one.width for one in self.sketches.values())
        return HEAD + PITCH * max(ends)

    def nodes(self) -> dict[str, PlacedNode]:
        """Return every node with its place, by id."""
        placed: dict[str, PlacedNode] = {}
        for sketch in self.sketches.values():
            spot = self.spots[sketch.id]
            placed |= place_nodes(sketch, spot, self.rows[spot.row])
        return placed


def chart_of(procedure: Procedure, agencies: Sequence[Agency] = ()) -> FlowChart:
    """Return the drawing of a procedure's process, which must be one that may be published."""
    legs = procedure.process.legs
    words = ChartWords(procedure, agencies)
    sketches = {sketch.id: sketch for sketch in _sketches(legs, words)}
    parts = list(_parts(legs, sketches))
    spots = lay_out(parts)
    layout = _Layout(
        sketches=sketches,
        parts=parts,
        spots=spots,
        rows=rows_of(sketches.values(), spots),
    )
    nodes, last = layout.nodes(), layout.rows[-1]
    return FlowChart(
        code=procedure.code,
        name=procedure.card.short_name,
        box=Box(x=0, y=0, width=layout.width, height=last.top + last.height),
        lanes=tuple(_lanes(legs, words, layout)),
        nodes=tuple(nodes.values()),
        flows=tuple(_flows(legs, layout, nodes)),
    )


def _sketches(legs: Sequence[Leg], words: ChartWords) -> Iterator[Sketch]:
    roots = [leg for leg in legs if not leg.after]
    begin = Pen(part=_BEGIN)
    begin.put(Node(id="accepted", kind=NodeKind.START, name=_ACCEPTED))
    if len(roots) > 1:
        begin.put(Node(id="fork", kind=NodeKind.FORK))
    yield begin.sketch()
    for leg in legs:
        followers = sum(leg.id in other.after for other in legs)
        yield sketch_leg(leg, followers=followers, words=words)
    finish = Pen(part=_FINISH)
    if len(_sinks(legs)) > 1:
        finish.put(Node(id="join", kind=NodeKind.FORK))
    finish.put(Node(id="result", kind=NodeKind.END, name=_RESULT))
    yield finish.sketch()


def _parts(legs: Sequence[Leg], sketches: Mapping[str, Sketch]) -> Iterator[Part]:
    """Yield what is laid out: the beginning with the first leg, the end with the last."""
    begin, finish = sketches[_BEGIN], sketches[_FINISH]
    first = next(leg for leg in legs if not leg.after)
    yield Part(id=_BEGIN, lane=lane_id(first.agency), width=begin.width)
    for leg in legs:
        sketch = sketches[f"leg_{leg.id}"]
        after = frozenset(f"leg_{name}" for name in leg.after) or frozenset({_BEGIN})
        yield Part(id=sketch.id, lane=lane_id(leg.agency), after=after, width=sketch.width)
    sinks = _sinks(legs)
    yield Part(
        id=_FINISH,
        lane=lane_id(sinks[-1].agency),
        after=frozenset(f"leg_{leg.id}" for leg in sinks),
        width=finish.width,
    )


def _sinks(legs: Sequence[Leg]) -> list[Leg]:
    """Return the legs that no other waits for."""
    return [leg for leg in legs if not any(leg.id in other.after for other in legs)]


def lane_id(rule: AgencyRule) -> str:
    """Return the lane of an agency's rule: one for each way an agency is found."""
    area = (rule.area or "").replace("/", ".")
    return "_".join(word for word in ("lane", rule.by.value, rule.value, area) if word)


def _lanes(legs: Sequence[Leg], words: ChartWords, layout: _Layout) -> Iterator[Lane]:
    names = {lane_id(leg.agency): words.lane(leg.agency) for leg in legs}
    for lane in dict.fromkeys(part.lane for part in layout.parts):
        mine = [part.id for part in layout.parts if part.lane == lane]
        held = sorted({layout.spots[name].row for name in mine})
        first, last = layout.rows[held[0]], layout.rows[held[-1]]
        nodes = [node for name in mine for node in layout.sketches[name].nodes]
        yield Lane(
            id=lane,
            name=names[lane],
            box=Box(
                x=HEAD // 2,
                y=first.top,
                width=layout.width - HEAD // 2,
                height=last.top + last.height - first.top,
            ),
            nodes=tuple(node.id for node in nodes if node.inside is None),
        )


def _flows(
    legs: Sequence[Leg], layout: _Layout, nodes: Mapping[str, PlacedNode]
) -> Iterator[PlacedFlow]:
    for sketch in layout.sketches.values():
        for flow in sketch.flows:
            yield place_flow(flow, nodes, layout.spots[sketch.id].column)
    for source, target in _between(legs):
        flow = Flow(source=layout.sketches[source].last, target=layout.sketches[target].first)
        yield place_flow(flow, nodes, layout.spots[target].column)


def _between(legs: Sequence[Leg]) -> Iterator[tuple[str, str]]:
    """Yield which part leads to which."""
    for leg in legs:
        for before in leg.after:
            yield f"leg_{before}", f"leg_{leg.id}"
        if not leg.after:
            yield _BEGIN, f"leg_{leg.id}"
    for leg in _sinks(legs):
        yield f"leg_{leg.id}", _FINISH
