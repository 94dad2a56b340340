"""The part of one agency as nodes and flows, before anything has a place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kernel.condition import Condition
from kernel.process import LegKind, Silence, StepAction, StepKind
from kernel.text import Text
from services.intake.catalogue.domain.chart_words import ChartWords
from services.intake.catalogue.domain.flow_chart import (
    Flow,
    Level,
    Node,
    NodeKind,
    Route,
    Sketch,
)
from services.intake.catalogue.domain.process import Leg, Step

YES = Text(vi="Có", en="Yes")
NO = Text(vi="Không", en="No")
_REFUSED = Text(vi="Từ chối giải quyết", en="Refused")
_TOLD = Text(vi="Báo cơ quan hỏi ý kiến", en="The asking agency is told")
_SILENT = Text(vi="Hết hạn trả lời", en="No answer in time")
_NO_SYSTEM = Text(vi="Hệ thống im lặng", en="The system is silent")
_DAY = 24 * 60
_ACTIVITIES = {
    StepKind.WORK: NodeKind.WORK,
    StepKind.PAYMENT: NodeKind.PAYMENT,
    StepKind.CONNECTOR: NodeKind.CONNECTOR,
}


@dataclass(slots=True)
class Pen:
    """Draws one part from left to right; `last` is where the next arrow comes from."""

    part: str
    column: int = 0
    inside: str | None = None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    last: str = ""
    taken_when: str | None = None

    def put(self, node: Node) -> str:
        """Draw a node in the next column and the arrow to it; return its id."""
        drawn = replace(node, id=f"{self.part}_{node.id}", column=self.column, inside=self.inside)
        self.nodes.append(drawn)
        if self.last:
            self._connect(self.last, drawn.id)
        self.last, self.column = drawn.id, self.column + 1
        return drawn.id

    def beside(self, at: str, level: Level, node: Node) -> str:
        """Draw a node below another, or at its edge; return its id."""
        column = next(drawn.column for drawn in self.nodes if drawn.id == at)
        drawn = replace(
            node,
            id=f"{at}_{node.id}",
            column=column,
            level=level,
            attached_to=at,
            inside=self.inside,
        )
        self.nodes.append(drawn)
        return drawn.id

    def choose(self, word: str, when: Condition, words: ChartWords) -> str:
        """Draw the gateway of a choice; what is drawn next is the way of yes."""
        drawn = self.put(Node(id=word, kind=NodeKind.CHOICE, name=words.question(when)))
        self.taken_when = words.expression(when)
        return drawn

    def lead(self, source: str, target: str, route: Route, name: Text | None = None) -> None:
        """Draw an arrow beside the row's own."""
        self.flows.append(
            Flow(source=source, target=target, route=route, name=name, inside=self.inside)
        )

    def sketch(self) -> Sketch:
        """Return what was drawn."""
        return Sketch(
            id=self.part,
            nodes=tuple(self.nodes),
            flows=tuple(self.flows),
            first=self.nodes[0].id,
            last=self.last,
            width=self.column,
        )

    def _connect(self, source: str, target: str) -> None:
        condition, self.taken_when = self.taken_when, None
        name = None if condition is None else YES
        self.flows.append(
            Flow(source=source, target=target, name=name, condition=condition, inside=self.inside)
        )


def sketch_leg(leg: Leg, *, followers: int, words: ChartWords) -> Sketch:
    """Return a leg with the gateways before and behind it, followed by so many others."""
    pen = Pen(part=f"leg_{leg.id}")
    if len(leg.after) > 1:
        pen.put(Node(id="join", kind=NodeKind.FORK))
    skip = pen.choose("choice", leg.when, words) if leg.when is not None else None
    lapsed = None
    if leg.kind is LegKind.CONSULTATION:
        lapsed = _consultation(pen, leg, words)
    else:
        for step in leg.steps:
            _step(pen, step, words)
    if skip is not None or lapsed is not None:
        merge = pen.put(Node(id="merge", kind=NodeKind.CHOICE))
        if skip is not None:
            pen.lead(skip, merge, Route.FAR_OVER, NO)
        if lapsed is not None:
            pen.lead(lapsed, merge, Route.UNDER)
    if followers > 1:
        pen.put(Node(id="fork", kind=NodeKind.FORK))
    return pen.sketch()


def _step(pen: Pen, step: Step, words: ChartWords) -> None:
    skip = pen.choose(f"{step.id}_choice", step.when, words) if step.when is not None else None
    task = pen.put(_activity(step, words))
    asked = step.kind is StepKind.CONNECTOR
    doing = _fallback(pen, task, step, words) if asked else task
    if StepAction.REFUSE in step.actions:
        _refusal(pen, doing)
    if skip is None and not asked:
        return
    merge = pen.put(Node(id=f"{step.id}_merge", kind=NodeKind.CHOICE))
    if skip is not None:
        pen.lead(skip, merge, Route.OVER, NO)
    if asked:
        pen.lead(doing, merge, Route.UNDER)


def _activity(step: Step, words: ChartWords) -> Node:
    return Node(
        id=step.id,
        kind=_ACTIVITIES[step.kind],
        name=step.name,
        note=words.note(step),
        minutes=step.working_minutes,
        role=step.role.value if step.kind is StepKind.WORK else None,
        system=step.system,
    )


def _fallback(pen: Pen, task: str, step: Step, words: ChartWords) -> str:
    """Draw the officer who does the step of a system that does not; return that task."""
    turns = range(step.tries or 0)
    waits = sum(min((step.timeout_minutes or 0) * 2**turn, _DAY) for turn in turns)
    silent = Node(
        id="silent", kind=NodeKind.TIME_LIMIT, name=_NO_SYSTEM, minutes=waits, office=False
    )
    timer = pen.beside(task, Level.EDGE_LEFT, silent)
    by_hand = replace(
        _activity(step, words),
        id="officer",
        kind=NodeKind.WORK,
        role=step.role.value,
        system=None,
    )
    officer = pen.beside(task, Level.BELOW, by_hand)
    pen.lead(timer, officer, Route.DOWN)
    return officer


def _refusal(pen: Pen, task: str) -> None:
    """Draw that the step may end all of the case."""
    edge = pen.beside(task, Level.EDGE_RIGHT, Node(id="refusal", kind=NodeKind.REFUSAL))
    kind = NodeKind.REFUSED if pen.inside is None else NodeKind.REFUSED_INSIDE
    end = pen.beside(edge, Level.BELOW, Node(id="end", kind=kind, name=_REFUSED))
    pen.lead(edge, end, Route.DOWN)


def _consultation(pen: Pen, leg: Leg, words: ChartWords) -> str | None:
    """Draw the opinion of another agency; return the time limit that leads on without it."""
    inner = Pen(part=f"{pen.part}_opinion", column=pen.column, inside=f"{pen.part}_opinion")
    inner.put(Node(id="start", kind=NodeKind.START))
    for step in leg.steps:
        _step(inner, step, words)
    inner.put(Node(id="end", kind=NodeKind.END))
    frame = Node(
        id="opinion",
        kind=NodeKind.CONSULTATION,
        name=leg.name,
        note=leg.content,
        width=inner.column - pen.column,
        minutes=leg.working_minutes,
    )
    whole = pen.put(frame)
    pen.column = inner.column
    pen.nodes.extend(inner.nodes)
    pen.flows.extend(inner.flows)
    if any(node.kind is NodeKind.REFUSED_INSIDE for node in inner.nodes):
        _refusal(pen, whole)
    return _silence(pen, whole, leg)


def _silence(pen: Pen, whole: str, leg: Leg) -> str | None:
    """Draw what silence means; return the time limit where it is consent."""
    consents = leg.silence is Silence.CONSENT
    limit = Node(
        id="silent",
        kind=NodeKind.TIME_LIMIT,
        name=_SILENT,
        minutes=leg.working_minutes,
        cancels=consents,
    )
    timer = pen.beside(whole, Level.EDGE_LEFT, limit)
    if consents:
        return timer
    told = Node(id="told", kind=NodeKind.ESCALATED, name=_TOLD)
    pen.lead(timer, pen.beside(timer, Level.BELOW, told), Route.DOWN)
    return None
