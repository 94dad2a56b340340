"""Gives the parts of a drawing their places: rows by `kernel.swimlanes`, points from here.

All measures are in points, as in BPMN DI. A task has the size that readers of BPMN give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernel.swimlanes import Spot
from services.intake.catalogue.domain.flow_chart import (
    EVENTS_AT_THE_EDGE,
    Box,
    Flow,
    Level,
    Node,
    NodeKind,
    PlacedFlow,
    PlacedNode,
    Route,
    Sketch,
)

HEAD = 60
"""The width of the names of the pool and its lanes."""

PITCH = 180
"""The width of a column."""

_TASK = (140, 80)
_GATEWAY = (50, 50)
_EVENT = (36, 36)
_ABOVE = 64
_FRAME = 28
_LABEL = (130, 44)
_ROUND = {NodeKind.CHOICE: _GATEWAY, NodeKind.FORK: _GATEWAY}
_TASKS = {NodeKind.WORK, NodeKind.CONNECTOR, NodeKind.PAYMENT}
_GAP = 44
_OVER = {Route.OVER: 8, Route.FAR_OVER: 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the drawing: its upper end, and how far its nodes reach below their middle."""

    top: int
    inner: int
    height: int

    @property
    def middle(self) -> int:
        """Return where the nodes of the row have their middle."""
        return self.top + _ABOVE + _TASK[1] // 2


def rows_of(sketches: Iterable[Sketch], spots: Mapping[str, Spot]) -> list[Row]:
    """Return the rows of the drawing, each as high as what stands in it needs."""
    needs: dict[int, tuple[int, int]] = {}
    for sketch in sketches:
        row = spots[sketch.id].row
        inner, outer = needs.get(row, (0, 0))
        needs[row] = max(inner, _inner(sketch)), max(outer, _outer(sketch))
    rows: list[Row] = []
    for number in range(len(needs)):
        inner, outer = needs[number]
        top = rows[-1].top + rows[-1].height if rows else 0
        rows.append(Row(top=top, inner=inner, height=_ABOVE + _TASK[1] + inner + outer + 24))
    return rows


def _inner(sketch: Sketch) -> int:
    """Return how much stands under the tasks of a part."""
    below = [node for node in sketch.nodes if node.level is Level.BELOW]
    inside = any(node.kind is NodeKind.CONSULTATION for node in sketch.nodes)
    tasks = any(node.kind in _TASKS for node in below)
    ends = any(node.kind not in _TASKS and (node.inside or not inside) for node in below)
    named = any(node.kind is NodeKind.CHOICE and node.name for node in sketch.nodes)
    height = (_GAP + _TASK[1] if tasks else 0) + (_GAP + _EVENT[1] + 40 if ends else 0)
    return max(height, _LABEL[1] if named else 0)


def _outer(sketch: Sketch) -> int:
    """Return how much stands under the frame of a consultation."""
    frame = any(node.kind is NodeKind.CONSULTATION for node in sketch.nodes)
    return _FRAME + _GAP + _EVENT[1] + 40 if frame else 0


def place_nodes(sketch: Sketch, spot: Spot, row: Row) -> dict[str, PlacedNode]:
    """Return the nodes of a part with their places, by id."""
    placed: dict[str, PlacedNode] = {}
    for node in sketch.nodes:
        column = spot.column + node.column
        box = _box(node, column, row, placed)
        placed[node.id] = PlacedNode(node=node, box=box, label=_label(node, box))
    return placed


def _box(node: Node, column: int, row: Row, placed: Mapping[str, PlacedNode]) -> Box:
    left = HEAD + PITCH * column
    if node.kind is NodeKind.CONSULTATION:
        top = row.top + _ABOVE - _FRAME
        height = _TASK[1] + 2 * _FRAME + row.inner
        return Box(x=left + 8, y=top, width=PITCH * node.width - 16, height=height)
    width, height = _TASK if node.kind in _TASKS else _ROUND.get(node.kind, _EVENT)
    x, y = left + PITCH // 2, row.middle
    if node.attached_to is not None:
        at = placed[node.attached_to].box
        x, y = at.middle[0], at.y + at.height
        if node.level is Level.BELOW:
            y += _GAP + height // 2
        else:
            x = at.x + 24 if node.level is Level.EDGE_LEFT else at.x + at.width - 24
    return Box(x=x - width // 2, y=y - height // 2, width=width, height=height)


def _label(node: Node, box: Box) -> Box | None:
    """Return where a name stands that its shape has no room for."""
    if node.name is None or node.kind in _TASKS or node.kind is NodeKind.CONSULTATION:
        return None
    x, bottom = box.middle[0], box.y + box.height
    if node.kind in EVENTS_AT_THE_EDGE:
        # Of a consultation inside its frame, where no arrow runs; else beside the arrow down.
        top = bottom - 12 if node.office is False else box.y - 4
        return Box(x=x + 22, y=top, width=130 if node.office else 100, height=28)
    return Box(x=x - _LABEL[0] // 2, y=bottom + 4, width=_LABEL[0], height=28)


def place_flow(flow: Flow, nodes: Mapping[str, PlacedNode], gutter: int) -> PlacedFlow:
    """Return an arrow with its corners; `gutter` is the column before which it may turn."""
    points = _points(flow, nodes[flow.source], nodes[flow.target], HEAD + PITCH * gutter)
    label = None
    if flow.name is not None:
        (x, y), up = points[0], flow.route in _OVER
        label = Box(x=x + 6, y=y - 20 if up else y - 18, width=40, height=14)
    return PlacedFlow(flow=flow, points=points, label=label)


def _points(
    flow: Flow, leaves: PlacedNode, reaches: PlacedNode, turn: int
) -> tuple[tuple[int, int], ...]:
    source, target = leaves.box, reaches.box
    (sx, sy), (tx, ty) = _axis(leaves), _axis(reaches)
    right, bottom = source.x + source.width, source.y + source.height
    if flow.route in _OVER:
        high = sy - _TASK[1] // 2 - _OVER[flow.route]
        return (sx, source.y), (sx, high), (tx, high), (tx, target.y)
    if flow.route is Route.DOWN:
        return (sx, bottom), (sx, target.y)
    if flow.route is Route.UNDER:
        end = (tx, target.y + target.height)
        if source.width == _TASK[0]:
            return (right, sy), (tx, sy), end
        return (sx, bottom), (sx, bottom + 12), (tx, bottom + 12), end
    if sy == ty or flow.inside is not None:
        return (right, sy), (target.x, sy)
    return (right, sy), (turn, sy), (turn, ty), (target.x, ty)


def _axis(placed: PlacedNode) -> tuple[int, int]:
    """Return where arrows meet a node: in its middle, but for a frame with room below."""
    x, y = placed.box.middle
    if placed.node.kind is NodeKind.CONSULTATION:
        return x, placed.box.y + _FRAME + _TASK[1] // 2
    return x, y
