"""Where the parts of a process stand when it is drawn: a row for each agency, time to the right.

A layered drawing, small because its rows are given: every part stands behind all it waits for,
in the lane of who does it. Edges leave to the right along their own row and turn in the gutter
before the part they lead to, so none runs through another part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel import graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something drawn as `width` columns in a row of `lane`, behind every part in `after`."""

    id: str
    lane: str
    after: frozenset[str] = frozenset()
    width: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The first column of a part and its row, both from 0; rows count through all lanes."""

    column: int
    row: int


@dataclass(slots=True)
class _Row:
    """A row so far: where it is free again, and where the last edge out of it turns away."""

    free: int = 0
    turns: int = 0
    parts: list[str] = field(default_factory=list)


def lay_out(parts: Sequence[Part]) -> Mapping[str, Spot]:
    """Return the place of each part, lanes in the order of their first parts.

    Raises `ValueError` where a part waits for itself or for one that is not there.
    """
    columns = _columns(parts)
    lanes: dict[str, list[_Row]] = {}
    for part in parts:
        lanes.setdefault(part.lane, [])
    for part in sorted(parts, key=lambda each: columns[each.id]):
        row = _row_for(lanes[part.lane], columns[part.id])
        row.free = columns[part.id] + part.width
        row.turns = max([row.turns, *(columns[one.id] for one in parts if part.id in one.after)])
        row.parts.append(part.id)
    rows = [row for lane in lanes.values() for row in lane]
    return {
        name: Spot(column=columns[name], row=number)
        for number, row in enumerate(rows)
        for name in row.parts
    }


def _columns(parts: Sequence[Part]) -> dict[str, int]:
    """Return the first column of each part: the longest way to it."""
    after = {part.id: part.after for part in parts}
    if len(graph.reachable(after)) < len(parts):
        raise ValueError(sorted(set(after) - graph.reachable(after)))
    widths = {part.id: part.width for part in parts}
    columns: dict[str, int] = {}
    for name in sorted(after, key=lambda each: len(graph.before(after, each))):
        columns[name] = max((columns[one] + widths[one] for one in after[name]), default=0)
    return columns


def _row_for(rows: list[_Row], column: int) -> _Row:
    """Return the first row where nothing stands or passes at `column`; a new one otherwise."""
    for row in rows:
        if row.free <= column and row.turns <= column:
            return row
    rows.append(_Row())
    return rows[-1]
