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
    room = _room(widths)
    lines = []
    for line in [list(heads), *cells]:
        parts = [
            cell.rjust(width) if head in right else cell.ljust(width)
            for head, cell, width in zip(heads, line, widths, strict=True)
        ]
        parts[-1] = _cut(parts[-1].rstrip() if heads[-1] not in right else parts[-1], room)
        lines.append(_GAP.join(parts).rstrip())
    lines.insert(1, _GAP.join("-" * min(width, room) for width in widths[:-1]) + _GAP + "-" * 5)
    return "\n".join(lines)


def _room(widths: Sequence[int]) -> int:
    """Return how wide the last column may be."""
    if not sys.stdout.isatty():
        return max(widths[-1], _NARROWEST)
    taken = sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
    return max(shutil.get_terminal_size().columns - taken, _NARROWEST)


def _cut(cell: str, room: int) -> str:
    return cell if len(cell) <= room else cell[: room - 1] + "…"
