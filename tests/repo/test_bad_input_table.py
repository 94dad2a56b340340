"""`docs/bad-input.md` names tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "bad-input.md"
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows() -> list[list[str]]:
    lines = [line.strip("|") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [row for row in cells if re.fullmatch(r"\d+|\+", row[0])]


def is_there(path: str, name: str) -> bool:
    """Tell whether the file has the test (or, without a name, any)."""
    if not (ROOT / path).exists():
        return False
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return name in found if name else any(one.startswith("test_") for one in found)


def test_every_row_is_there_once() -> None:
    """The twenty-five in order, then the others."""
    assert [row[0] for row in rows() if row[0] != "+"] == [str(n) for n in range(1, 26)]
    assert all(len(row) == 4 for row in rows())


def test_every_row_names_its_test_or_what_it_waits_for() -> None:
    """A row without either would be a promise that nobody keeps."""
    bare = [
        row[0]
        for row in rows()
        if not _NAMED.search(row[3]) and not row[3].startswith("waits for ")
    ]

    assert bare == []


def test_every_test_that_is_named_is_there() -> None:
    """Whoever renames one changes the table too."""
    named = set(_NAMED.findall(TABLE.read_text(encoding="utf-8")))
    itself = ("tests/repo/test_bad_input_table.py", "")

    assert len(named) > 30
    assert [f"{path}::{name}" for path, name in named - {itself} if not is_there(path, name)] == []
