"""The repository keeps its own rules of size, names and numbering."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kernel", "contracts", "chassis", "services", "gateway", "deploy")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
LEFT_OUT = {
    ".git",
    ".local",
    ".venv",
    ".hypothesis",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".schemathesis",
    "__pycache__",
}
MIGRATION_NAME = re.compile(r"(\d{4})_(pre|post)_[a-z_]+\.py")


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def text_files() -> list[Path]:
    """Return the text files of the repository; a bare machine has no git to ask."""
    endings = {".py", ".md", ".yaml", ".yml", ".toml", ".typ", ".html", ".txt", ".json"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.suffix in endings
        and path.is_file()
        and not any(part in LEFT_OUT for part in path.relative_to(ROOT).parts)
    ]


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    """At most 300 lines a module, tests included."""
    everything = [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in everything
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }

    assert too_long == {}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_longer_than_a_screen() -> None:
    """At most 40 lines a function; a factory of routes counts its routes apart."""
    too_long = {}
    for path in modules():
        for function in functions(path):
            inner = sum(
                (node.end_lineno or 0) - node.lineno + 1 + len(node.decorator_list)
                for node in function.body
                if isinstance(node, ast.FunctionDef)
            )
            lines = (function.end_lineno or 0) - function.lineno + 1 - inner
            if lines > LONGEST_FUNCTION:
                too_long[f"{path.relative_to(ROOT)}:{function.name}"] = lines

    assert too_long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    """A room for everything: whoever opens a file knows what belongs there."""
    vague = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.stem in VAGUE_NAMES or VAGUE_NAMES & set(path.relative_to(ROOT).parts)
    ]

    assert vague == []


def test_every_package_says_what_it_is_for() -> None:
    """Each `__init__.py` and module opens with a docstring."""
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if "migrations/versions" not in path.as_posix()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.parametrize(
    "folder", sorted(ROOT.glob("*/**/migrations/versions")), ids=lambda path: path.parts[-3]
)
def test_migrations_are_numbered_in_one_line(folder: Path) -> None:
    """NNNN_{pre,post}_text.py, without holes, each following the one before: one head."""
    files = sorted(folder.glob("[0-9]*.py"))
    names = [MIGRATION_NAME.fullmatch(path.name) for path in files]
    assert all(names), [path.name for path in files]
    numbers = [int(name.group(1)) for name in names if name]
    sources = [path.read_text(encoding="utf-8") for path in files]
    downs = [re.search(r"^down_revision.*= (.+)$", source, re.MULTILINE) for source in sources]
    previous = [down.group(1).strip("\"'") if down else "missing" for down in downs]

    assert numbers == list(range(1, len(files) + 1))
    assert previous == ["None", *(f"{number:04d}" for number in numbers[:-1])]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    """What is written here is true of every checkout."""
    folders = re.compile(r"(?<![\w./])/(work|home|Users)/\w")
    found = [
        str(path.relative_to(ROOT))
        for path in text_files()
        if path.name != "uv.lock" and folders.search(path.read_text("utf-8"))
    ]

    assert found == []


def test_text_is_stored_composed() -> None:
    """Vietnamese stands in NFC, so that searching a file finds it."""
    decomposed = [
        str(path.relative_to(ROOT))
        for path in text_files()
        if not unicodedata.is_normalized("NFC", path.read_text("utf-8"))
    ]

    assert decomposed == []
