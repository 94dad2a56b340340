"""What it takes to break one rule of the legal clock."""

from __future__ import annotations

from typing import NamedTuple

_KERNEL = "tests/unit/kernel"


class Breakage(NamedTuple):
    """A rule in words, the one place that keeps it, and what the test is called.

    `old` stands exactly once in `file` and is put back as `new`; `test` is relative to
    `tests/unit/kernel`, or to the root where it begins with `tests/`.
    """

    rule: str
    file: str
    old: str
    new: str
    test: str

    @property
    def place(self) -> str:
        """Return the test as pytest finds it."""
        return self.test if self.test.startswith("tests/") else f"{_KERNEL}/{self.test}"

    def broken(self, whole: str) -> str:
        """Return the text of the file with the rule broken; `ValueError` when it moved."""
        if whole.count(self.old) != 1:
            raise ValueError(self.rule, self.old)
        return whole.replace(self.old, self.new)
