"""A process drawn as BPMN 2.0 (ISO/IEC 19510) means it: nodes, flows and lanes with places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from kernel.text import Text


@unique
class NodeKind(StrEnum):
    """What a node is; the value is the name of its element in BPMN."""

    START = "startEvent"
    END = "endEvent"
    REFUSED = "terminateEnd"  # an end event that ends all of the case
    REFUSED_INSIDE = "errorEnd"  # an end event of a consultation, caught at its edge
    ESCALATED = "escalationEnd"
    WORK = "userTask"
    CONNECTOR = "serviceTask"
    PAYMENT = "receiveTask"
    CONSULTATION = "subProcess"
    CHOICE = "exclusiveGateway"
    FORK = "parallelGateway"
    TIME_LIMIT = "timerBoundary"  # an event at the edge of an activity
    REFUSAL = "errorBoundary"


EVENTS_AT_THE_EDGE = frozenset({NodeKind.TIME_LIMIT, NodeKind.REFUSAL})
"""What is drawn on the edge of the activity that it interrupts."""


@unique
class Route(StrEnum):
    """How a flow is drawn."""

    ALONG = "along"  # to the right, into the next part
    OVER = "over"  # past a step that was not chosen
    FAR_OVER = "far-over"  # past a leg that was not chosen
    UNDER = "under"  # from below into a gateway
    DOWN = "down"  # from the edge of an activity to what stands below it


@unique
class Level(StrEnum):
    """Where in its row a node stands."""

    MIDDLE = "middle"
    BELOW = "below"
    EDGE_LEFT = "edge-left"  # on the lower edge of `attached_to`
    EDGE_RIGHT = "edge-right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Something drawn; `column` counts from the first of its part, `width` columns.

    `attached_to` is the activity an event at the edge belongs to (for what stands below: under
    which it stands), `inside` the consultation it is a step of. A time limit has `minutes` of the
    clock, or of office time where `office`; with `cancels` it ends the activity.
    """

    id: str
    kind: NodeKind
    name: Text | None = None
    note: Text | None = None
    column: int = 0
    width: int = 1
    level: Level = Level.MIDDLE
    attached_to: str | None = None
    inside: str | None = None
    minutes: int = 0
    office: bool = True
    cancels: bool = True
    role: str | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An arrow; `condition` is when it is taken, None: always, or when no other is."""

    source: str
    target: str
    route: Route = Route.ALONG
    name: Text | None = None
    condition: str | None = None
    inside: str | None = None

    @property
    def id(self) -> str:
        """Return its id: there is one flow between two nodes."""
        return f"flow_{self.source}_{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The nodes and flows of one part in order, its first and last node, and its columns."""

    id: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    first: str
    last: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in points, `x` and `y` of its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """Return the point in the middle."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The row of an agency, with its nodes by id."""

    id: str
    name: Text
    box: Box
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNode:
    """A node with its place, and the place of its name where that stands outside."""

    node: Node
    box: Box
    label: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFlow:
    """A flow with its corners, from edge to edge."""

    flow: Flow
    points: tuple[tuple[int, int], ...]
    label: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChart:
    """A whole drawing: the process of a procedure."""

    code: str
    name: Text
    box: Box
    lanes: tuple[Lane, ...]
    nodes: tuple[PlacedNode, ...]
    flows: tuple[PlacedFlow, ...]
