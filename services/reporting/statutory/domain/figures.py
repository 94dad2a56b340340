"""The figures of form 06/VPCP/KSTT and the identities they must satisfy.

Circular 01/2020/TT-VPCP, form 06: received (total, online, direct and by post, from the period
before), resolved (total, early, on time, late), pending (total, in time, late); one row a field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The counts of one row, in dossiers; totals are counted apart, never added up."""

    received: int
    online: int
    direct: int
    carried_over: int
    resolved: int
    early: int
    on_time: int
    late: int
    pending: int
    pending_in_time: int
    pending_late: int

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in NAMES})


NAMES = tuple(field.name for field in fields(Figures))
"""The figures in the order of the form's columns (3) to (13)."""

NOTHING = Figures(**dict.fromkeys(NAMES, 0))
"""The figures of a row without a dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """The row of a field (lĩnh vực); the code is empty while its procedure is not known here."""

    code: str
    name: str
    figures: Figures


_IDENTITIES: Mapping[str, Callable[[Figures], bool]] = {
    "received = online + direct + carried over": lambda f: (
        f.received == f.online + f.direct + f.carried_over
    ),
    "resolved = early + on time + late": lambda f: f.resolved == f.early + f.on_time + f.late,
    "pending = in time + late": lambda f: f.pending == f.pending_in_time + f.pending_late,
    "received = resolved + pending": lambda f: f.received == f.resolved + f.pending,
}


class FiguresInconsistentError(Exception):
    """Figures contradict each other: the counting is broken, nothing of it may be shown."""


def check_identities(rows: Sequence[FieldRow], total: Figures) -> None:
    """Raise `FiguresInconsistentError` with the broken identities, unless all hold."""
    named = [*((row.code, row.figures) for row in rows), ("total", total)]
    broken = [
        f"{name or '?'}: {identity}"
        for name, figures in named
        for identity, holds in _IDENTITIES.items()
        if not holds(figures)
    ]
    if sum((row.figures for row in rows), NOTHING) != total:
        broken.append("rows add up to the total row")
    if broken:
        raise FiguresInconsistentError("; ".join(broken))
