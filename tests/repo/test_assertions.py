"""A test that asserts nothing would pass whatever the program does."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).parents[2]
_HELPERS = ("require_", "assert_", "check_")
"""How functions of other modules begin that raise where something does not hold."""


def asserts(function: ast.FunctionDef, helpers: Collection[str]) -> bool:
    """Tell whether something in the function can fail it, other than by accident."""
    return any(
        (isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant))
        or (isinstance(node, ast.Call) and _raises(ast.unparse(node.func), helpers))
        for node in ast.walk(function)
    )


def _raises(called: str, helpers: Collection[str]) -> bool:
    name = called.rpartition(".")[2]
    known = called in {"pytest.raises", "pytest.warns"} or called in helpers
    return known or name.startswith(_HELPERS)


def idle_in(source: str) -> list[str]:
    """Return the tests of a module that nothing can fail."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    helpers = {one.name for one in functions if asserts(one, ())}
    tests = [one for one in functions if one.name.startswith("test_")]
    return [one.name for one in tests if not asserts(one, helpers)]


def test_every_test_asserts_something() -> None:
    """By an assertion, an expected error, or a helper beside it that asserts or is named so."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    idle = [
        f"{path.relative_to(ROOT)}::{name}"
        for path in files
        for name in idle_in(path.read_text(encoding="utf-8"))
    ]

    assert len(files) > 100
    assert idle == []


def test_an_idle_test_is_found() -> None:
    """One that only calls, and one whose assertion is a constant."""
    helper = "def warned(x):\n    assert x\n"
    bodies = {"a": "f()", "b": "assert True", "c": "warned(f())", "d": "assert f()"}
    source = helper + "".join(f"def test_{k}():\n    {v}\n" for k, v in bodies.items())

    assert idle_in(source) == ["test_a", "test_b"]
