"""Figures of a run, for people as a table and for programs as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.table import aligned

_RIGHT = ("median/s", "range", "CPU µs", "ratio", "p50 ms", "p99 ms", "range of p50", "of p99")


@dataclass(slots=True, kw_only=True)
class Rates:
    """How one contestant fared: messages a second and its CPU µs a message, by round."""

    name: str
    per_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, per_second: float, cpu: float) -> None:
        """Note a round."""
        self.per_second.append(per_second)
        self.cpu.append(cpu)

    @property
    def median(self) -> float:
        """The median rate."""
        return statistics.median(self.per_second)


@dataclass(slots=True, kw_only=True)
class Delays:
    """Milliseconds at one pace, by round."""

    name: str
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    def add(self, milliseconds: Sequence[float]) -> None:
        """Note a round."""
        cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
        self.p50.append(cuts[49])
        self.p99.append(cuts[98])


def rates_table(rows: Sequence[Rates], *, against: float) -> str:
    """Return the table of rates; ratios are of medians, against this rate."""
    heads = ["", "median/s", "range", "CPU µs", "ratio"]
    lines = [
        [
            row.name,
            f"{row.median:.0f}",
            f"{min(row.per_second):.0f}..{max(row.per_second):.0f}",
            f"{statistics.median(row.cpu):.0f}",
            f"{row.median / against:.2f}",
        ]
        for row in rows
    ]
    return aligned(heads, lines, right=_RIGHT)


def delays_table(rows: Sequence[Delays]) -> str:
    """Return the table of delays."""
    heads = ["", "p50 ms", "range of p50", "p99 ms", "of p99"]
    lines = [[row.name, *_middle(row.p50), *_middle(row.p99)] for row in rows]
    return aligned(heads, lines, right=_RIGHT)


def _middle(numbers: Sequence[float]) -> tuple[str, str]:
    return f"{statistics.median(numbers):.1f}", f"{min(numbers):.1f}..{max(numbers):.1f}"
