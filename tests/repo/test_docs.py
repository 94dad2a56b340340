"""What the documents name is there: files and headings, commands with their options, routes."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import pytest

from deploy.motcua import main as motcua
from deploy.setup.commands import parser_of_commands
from gateway.api.routes import ROUTES
from tests.repo.test_shape import LEFT_OUT, ROOT

FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MODULE = re.compile(r"python3? -m ((?:tests|deploy|contracts|services)[a-z_.]*)")
NAMED_FILE = re.compile(
    r"(?:[a-z]+/)+[a-z_0-9.-]+\.(?:py|md|yaml|yml|toml|html|json|jinja|typ|env)"
)
FOLDERS = ("tests/", "deploy/", "docs/", "services/", "gateway/", "catalogue/", "chassis/")
ROUTE = re.compile(r"(?:GET|POST|PUT|DELETE) (/[a-z{][^\s?`]*)")
# What continues a shell command on the same line and is not its own.
ENDS = {"|", "&&", ";", "#", "<", ">", "…"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A document: its text without fenced blocks, those blocks, and its code in lines."""

    path: Path
    prose: str
    blocks: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def code(self) -> Iterator[str]:
        """Yield what is written as code, a command or a path each."""
        yield from SPAN.findall(self.prose)
        for block in self.blocks:
            yield from block.splitlines()


@cache
def pages() -> tuple[Page, ...]:
    """Return every document of the repository; a bare machine has no git to ask."""
    found = [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not LEFT_OUT.intersection(path.relative_to(ROOT).parts)
    ]
    texts = [(path, path.read_text(encoding="utf-8")) for path in found]
    return tuple(
        Page(path=path, prose=FENCE.sub("", text), blocks=tuple(FENCE.findall(text)))
        for path, text in texts
    )


def slug(heading: str) -> str:
    """Return the anchor that the page of a repository gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return plain.replace(" ", "-")


def anchors_of(path: Path) -> list[str]:
    """Return the anchors of a document's headings."""
    return [slug(heading) for heading in HEADING.findall(path.read_text(encoding="utf-8"))]


def test_every_link_between_documents_leads_somewhere() -> None:
    """To a file or folder that is there, and to a heading it has."""
    lost = []
    for page in pages():
        for target in LINK.findall(SPAN.sub("", page.prose)):
            file, _, anchor = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            there = (page.path.parent / file).resolve() if file else page.path
            if not there.exists() or (
                anchor and anchor not in map(slug, HEADING.findall(there.read_text("utf-8")))
            ):
                lost.append((page.name, target))

    assert lost == []


def test_every_file_that_documents_name_is_there() -> None:
    """As seen from the root or from the folder of a service; some are made from an example."""
    lost = [
        (page.name, name)
        for page in pages()
        if page.name != "CHANGELOG.md"  # tells of the past
        for code in page.code
        for name in NAMED_FILE.findall(code)
        if name.startswith(FOLDERS)
        and f".local/{name}" not in code
        and not (ROOT / name).exists()
        and not (ROOT / f"{name}.example").exists()
        and not any(ROOT.glob(f"services/*/{name}"))
    ]

    assert lost == []


def test_every_module_that_documents_run_is_there() -> None:
    """`python -m …` of our own packages."""
    lost = [
        (page.name, name)
        for page in pages()
        for code in page.code
        for name in MODULE.findall(code)
        if importlib.util.find_spec(name) is None
    ]

    assert lost == []


def calls(program: str) -> Iterator[tuple[str, list[str]]]:
    """Yield where a document writes a call of a program, with the words behind its name."""
    pattern = re.compile(rf"(?:^|[\s/(]){re.escape(program)}(?= [a-z-])([^`\n)]*)")
    for page in pages():
        for code in page.code:
            for rest in pattern.findall(code):
                yield f"{page.name}: {program}{rest}", words(rest)


def words(rest: str) -> list[str]:
    """Split as a shell does, up to where another command or a comment begins."""
    try:
        every = shlex.split(rest.replace("[", " ").replace("]", " "), comments=True)
    except ValueError:  # a quote that ends on another line
        every = rest.split()
    end = next((at for at, word in enumerate(every) if word in ENDS), len(every))
    return every[:end]


def fault_of_motcua(said: list[str]) -> str | None:
    """Return what of a call of `motcua` does not exist."""
    command: click.Command = motcua
    rest = list(said)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        names = rest.pop(0).split("|")
        found = [command.get_command(click.Context(command), name) for name in names]
        if None in found or not found[0]:
            # A group that does something by itself may be named in the middle of a sentence.
            return f"no {names}" if not command.invoke_without_command else None
        command = found[0]
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    unknown = [
        word for word in rest if word.startswith("--") and word.partition("=")[0] not in known
    ]
    return f"no {unknown}" if unknown and unknown != ["--help"] else None


def test_every_motcua_command_in_the_documents_exists() -> None:
    """With the options that are written beside it."""
    every = list(calls("motcua"))
    faults = [(where, fault) for where, said in every if (fault := fault_of_motcua(said))]

    assert len(every) > 50
    assert faults == []


def test_every_dev_command_in_the_documents_exists() -> None:
    """`deploy/dev.py` takes what is written behind it; what follows `test` is pytest's."""
    every = [(where, said) for where, said in calls("dev.py") if said]
    parser = parser_of_commands()
    faults = []
    for where, said in every:
        names, *rest = said
        for name in names.split("|"):
            try:
                parser.parse_args([name, *(rest if name != "test" and "|" not in said else [])])
            except SystemExit:
                faults.append(where)

    assert len(every) > 20
    assert faults == []


@pytest.mark.parametrize("guide", ["portal-builders", "desk-officers", "catalogue"])
def test_every_route_that_a_guide_names_is_one_of_the_gateway(guide: str) -> None:
    """Whatever its members are called."""
    known = [re.compile(re.sub(r"\{[^}]*\}", "[^/]+", route.path)) for route in ROUTES]
    (page,) = [page for page in pages() if page.name == f"docs/guides/{guide}.md"]
    every = [path.rstrip(".,") for code in page.code for path in ROUTE.findall(code)]
    named = [path.removeprefix("/api/v1") for path in every]
    lost = [path for path in named if not any(each.fullmatch(path) for each in known)]

    assert named
    assert lost == []
