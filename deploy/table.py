"""Tables for people at a terminal: columns aligned, the last one cut to the width there is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection, Sequence

_GAP = "  "
_NARROWEST = 12


def aligned(
    heads: Sequence[str], rows: Sequence[Sequence[object]], *, right: Collection[str] = ()
) -> str:
    """Return the rows under their heads; the columns named in `right` are set to the right.

    Nothing is cut when the output is no terminal, so that scripts get it whole.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(len(line[column]) for line in [list(heads), *cells]) for column in range(len(heads))
    ]
    widths[-1] = min(widths[-1], _room(widths))
    lines = [_line(line, widths, [head in right for head in heads]) for line in [heads, *cells]]
    return "\n".join([lines[0], _GAP.join("-" * width for width in widths), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = [
        _cut(cell, width).rjust(width) if to_right else _cut(cell, width).ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    ]
    return _GAP.join(parts).rstrip()


def _room(widths: Sequence[int]) -> int:
    """Return how wide the last column may be."""
    if not sys.stdout.isatty():
        return widths[-1]
    taken = sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
    return max(shutil.get_terminal_size().columns - taken, _NARROWEST)


def _cut(cell: str, room: int) -> str:
    return cell if len(cell) <= room else cell[: room - 1] + "…"
