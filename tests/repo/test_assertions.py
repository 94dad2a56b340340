"""A test that asserts nothing would pass whatever the program does."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
_HELPERS = ("require_", "assert_", "check_")
"""How functions begin that raise where something does not hold."""


def asserts(test: ast.FunctionDef) -> bool:
    """Tell whether something in the test can fail it, other than by accident."""
    return any(
        (isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant))
        or (isinstance(node, ast.Call) and _raises(ast.unparse(node.func)))
        for node in ast.walk(test)
    )


def _raises(called: str) -> bool:
    name = called.rpartition(".")[2]
    return called in {"pytest.raises", "pytest.warns"} or name.startswith(_HELPERS)


def written_in(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [node for node in nodes if node.name.startswith("test_")]


def test_every_test_asserts_something() -> None:
    """By an assertion, an expected error, or a helper that says in its name that it raises."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    idle = [
        f"{path.relative_to(ROOT)}::{test.name}"
        for path in files
        for test in written_in(path)
        if not asserts(test)
    ]

    assert len(files) > 100
    assert idle == []
