"""The layers hold, each service stands alone, and tools agree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOYABLES = ("intake", "routing", "notification", "reporting")


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own tools
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("service", DEPLOYABLES)
def test_each_service_can_be_imported_with_the_others_absent(service: str) -> None:
    """Services meet on the bus and over HTTP, never in Python."""
    others = [f"services.{name}" for name in DEPLOYABLES if name != service] + ["gateway"]
    program = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if any(name == o or name.startswith(o + '.') for o in {others!r}):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        f"import services.{service}.__main__\n"
        f"import services.{service}.wiring.service\n"
    )

    result = tool("-W", "ignore", "-c", program)

    assert result.returncode == 0, result.stderr


def test_layers_and_independence_hold() -> None:
    """The import contracts of pyproject.toml are kept."""
    result = tool("-c", "from importlinter.cli import lint_imports_command as c; c()")

    assert result.returncode == 0, result.stdout[-3000:]


def test_linter_finds_nothing() -> None:
    """`ruff check` and `ruff format --check` are clean."""
    check = tool("-m", "ruff", "check", ".")
    layout = tool("-m", "ruff", "format", "--check", ".")

    assert check.returncode == 0, check.stdout[-3000:]
    assert layout.returncode == 0, layout.stdout[-3000:]


def test_type_checker_finds_nothing() -> None:
    """`mypy --strict` is clean over all packages and tests."""
    result = tool("-m", "mypy")

    assert result.returncode == 0, result.stdout[-3000:]
