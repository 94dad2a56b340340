"""What it takes to break one rule of the legal clock."""

from __future__ import annotations

from typing import NamedTuple


class Breakage(NamedTuple):
    """A rule in words, the one place that keeps it, and what the test is called.

    `old` stands exactly once in `file` and is put back as `new`; `test` is relative to
    `tests/unit/kernel`.
    """

    rule: str
    file: str
    old: str
    new: str
    test: str
