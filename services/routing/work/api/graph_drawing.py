"""The graph of a case as a drawing (SVG 1.1) that a page can show, and a reader can hear.

State is told by a sign, a word and the kind of line, never by colour alone (WCAG 2.2, 1.4.1);
title and description say all that is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from xml.etree import ElementTree as ET

from kernel.swimlanes import Part, Spot, lay_out
from kernel.text import Text
from services.routing.work.domain.case_graph import CaseGraph, GraphStep, State
from services.routing.work.domain.graph_words import (
    ROLES,
    date_word,
    lines_of,
    state_word,
    title_of,
)

_SPACE = "http://www.w3.org/2000/svg"
_HEAD, _PITCH, _ROW, _TOP = 200, 240, 164, 56
_BOX = (204, 126)
# By the widest of the fonts named below, so that a line fits whichever there is.
_NAME_LETTERS, _AGENCY_LETTERS, _STATE_LETTERS, _NAME_LINES = 20, 19, 27, 3
_LATE = "#a3131b"
_INK, _LINE = "#1b1b1b", "#4a4a4a"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a state looks: sign, ground, frame, and the frame's dashes."""

    sign: str
    ground: str
    frame: str
    dashes: str = ""


_LOOKS: Mapping[State, _Look] = {
    State.WAITING: _Look("○", "#ffffff", "#6b6b6b", "6 4"),
    State.OPEN: _Look("◔", "#fff7df", "#8a5a00"),
    State.CLAIMED: _Look("◑", "#e7f1fd", "#0b57a4"),
    State.DONE: _Look("✓", "#e8f5e9", "#1e6b2b"),
    State.REFUSED: _Look("✕", "#fdeaea", _LATE),
    State.SKIPPED: _Look("⤼", "#f2f2f2", "#6b6b6b", "2 4"),
    State.LAPSED: _Look("⧗", "#f3ecfb", "#5b2f94"),
    State.CANCELLED: _Look("–", "#f2f2f2", "#6b6b6b", "2 4"),
}
_DRAWN_AT = Text(vi="Lúc", en="At")


def graph_drawing(graph: CaseGraph, language: str) -> bytes:
    """Return the drawing in `language` (`vi` or `en`)."""
    ET.register_namespace("", _SPACE)
    return _Pencil(graph, language).draw()


class _Pencil:
    def __init__(self, graph: CaseGraph, language: str) -> None:
        self._graph = graph
        self._language = language
        self._spots = lay_out(
            [
                Part(
                    id=leg.leg,
                    lane=leg.agency,
                    after=frozenset(leg.after),
                    width=len(leg.steps),
                )
                for leg in graph.legs
            ]
        )
        self._corners = dict(self._place())
        columns = max(self._spots[leg.leg].column + len(leg.steps) for leg in graph.legs)
        self._width = _HEAD + _PITCH * columns
        self._height = _TOP + _ROW * (1 + max(spot.row for spot in self._spots.values()))

    def draw(self) -> bytes:
        about = {
            "viewBox": f"0 0 {self._width} {self._height}",
            "width": str(self._width),
            "height": str(self._height),
            "role": "img",
            "aria-labelledby": "title description",
            f"{{{'http://www.w3.org/XML/1998/namespace'}}}lang": self._language,
            "font-family": "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif",
        }
        root = ET.Element(_tag("svg"), about)
        title = self._word(title_of(self._graph))
        ET.SubElement(root, _tag("title"), {"id": "title"}).text = title
        told = " ".join(self._word(line) for line in lines_of(self._graph))
        ET.SubElement(root, _tag("desc"), {"id": "description"}).text = told
        self._arrowhead(root)
        _rectangle(root, (0, 0, self._width, self._height), "#ffffff", "none")
        _write(root, (16, 34), title, size=18, weight="600")
        self._lanes(root)
        # What was gone already is drawn last, above ways that still lie ahead.
        for source, target in sorted(self._graph.edges(), key=_taken):
            self._arrow(root, source, target)
        for leg in self._graph.legs:
            for step in leg.steps:
                self._step(root, step)
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))

    def _place(self) -> list[tuple[str, tuple[int, int]]]:
        """Return the upper left corner of each step's box, by its id."""
        placed = []
        for leg in self._graph.legs:
            spot: Spot = self._spots[leg.leg]
            for number, step in enumerate(leg.steps):
                x = _HEAD + _PITCH * (spot.column + number) + (_PITCH - _BOX[0]) // 2
                placed.append((step.id, (x, _TOP + _ROW * spot.row + (_ROW - _BOX[1]) // 2)))
        return placed

    def _lanes(self, root: ET.Element) -> None:
        names = {leg.agency: leg.agency_name or leg.agency for leg in self._graph.legs}
        for agency, name in names.items():
            rows = {self._spots[leg.leg].row for leg in self._graph.legs if leg.agency == agency}
            top, height = _TOP + _ROW * min(rows), _ROW * len(rows)
            _rectangle(root, (0, top, self._width, height), "none", "#c4c4c4")
            for number, line in enumerate(wrap(name, _AGENCY_LETTERS)):
                _write(root, (12, top + 30 + 17 * number), line, size=13, weight="600")

    def _step(self, root: ET.Element, step: GraphStep) -> None:
        look, (x, y) = _LOOKS[step.state], self._corners[step.id]
        group = ET.SubElement(root, _tag("g"), {"id": f"step-{step.id.replace('/', '.')}"})
        frame = _LATE if step.late else look.frame
        box = _rectangle(group, (x, y, *_BOX), look.ground, frame)
        box.set("rx", "8")
        box.set("stroke-width", "4" if step.late else "2")
        if look.dashes and not step.late:
            box.set("stroke-dasharray", look.dashes)
        names = wrap(self._word(step.name), _NAME_LETTERS)
        for number, line in enumerate(names[:_NAME_LINES]):
            cut = "…" if number == _NAME_LINES - 1 and len(names) > _NAME_LINES else ""
            at = (x + 12, y + 22 + 17 * number)
            _write(group, at, line + cut, size=13, weight="600")
        _write(group, (x + 12, y + 74), self._word(ROLES[step.role]), size=12)
        state = f"{look.sign} {self._word(state_word(step))}"
        for number, line in enumerate(wrap(state, _STATE_LETTERS)[:2]):
            at = (x + 12, y + 92 + 15 * number)
            _write(group, at, line, size=12, ink=_LATE if step.late else _INK)
        date = date_word(step)
        if date is not None:
            _write(group, (x + 12, y + 116), self._word(date), size=12)

    def _arrow(self, root: ET.Element, source: GraphStep, target: GraphStep) -> None:
        (sx, sy), (tx, ty) = self._corners[source.id], self._corners[target.id]
        begins, ends = (sx + _BOX[0], sy + _BOX[1] // 2), (tx, ty + _BOX[1] // 2)
        turn = tx - (_PITCH - _BOX[0]) // 2
        corners = [begins, (turn, begins[1]), (turn, ends[1]), ends]
        taken = _taken((source, target))
        about = {
            "points": " ".join(f"{x},{y}" for x, y in corners),
            "fill": "none",
            "stroke": _INK if taken else "#8a8a8a",
            "stroke-width": "2.5" if taken else "1.5",
            "marker-end": "url(#arrow)",
        }
        ET.SubElement(root, _tag("polyline"), about)

    def _arrowhead(self, root: ET.Element) -> None:
        marks = ET.SubElement(root, _tag("defs"))
        about = {"id": "arrow", "viewBox": "0 0 10 10", "refX": "10", "refY": "5"}
        size = {"markerWidth": "9", "markerHeight": "9", "markerUnits": "userSpaceOnUse"}
        head = ET.SubElement(marks, _tag("marker"), about | size | {"orient": "auto"})
        ET.SubElement(head, _tag("path"), {"d": "M0,0 L10,5 L0,10 z", "fill": _LINE})

    def _word(self, text: Text) -> str:
        return text.vi if self._language == "vi" else text.en


def _taken(edge: tuple[GraphStep, GraphStep]) -> bool:
    source, target = edge
    return source.state in (State.DONE, State.LAPSED) and target.runs > 0


def _rectangle(
    parent: ET.Element, place: tuple[int, int, int, int], fill: str, stroke: str
) -> ET.Element:
    names = ("x", "y", "width", "height")
    about = {name: str(value) for name, value in zip(names, place, strict=True)}
    return ET.SubElement(parent, _tag("rect"), about | {"fill": fill, "stroke": stroke})


def _write(
    parent: ET.Element,
    at: tuple[int, int],
    words: str,
    *,
    size: int = 14,
    weight: str = "400",
    ink: str = _INK,
) -> None:
    about = {
        "x": str(at[0]),
        "y": str(at[1]),
        "font-size": str(size),
        "font-weight": weight,
        "fill": ink,
    }
    ET.SubElement(parent, _tag("text"), about).text = words


def _tag(name: str) -> str:
    return f"{{{_SPACE}}}{name}"
