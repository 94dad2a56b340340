"""Breaks each rule of the legal clock in a copy and looks whether its test fails.

    python -m tests.mutation.clock             # those of the kernel, about two minutes
    python -m tests.mutation.clock office      # those whose rule holds the word
    python -m tests.mutation.clock --services  # those that services keep, on running servers
    python -m tests.mutation.clock --table     # the tables of docs/legal-clock.md

Your files are not touched. Ends with 1 when a test does not notice that its rule is broken.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.breakage import Breakage
from tests.mutation.of_days_and_terms import OFFICE, RECEPTION, TERMS
from tests.mutation.of_pauses_and_limits import DATA, INTERRUPTIONS, LIMITS
from tests.mutation.of_reports import FORM_06, PERIODS
from tests.mutation.of_services import COURSE, PAYMENTS, REPLANS, SUSPENSION

BREAKAGES = OFFICE + RECEPTION + TERMS + INTERRUPTIONS + LIMITS + DATA + PERIODS
IN_SERVICES = PAYMENTS + SUSPENSION + COURSE + REPLANS + FORM_06
ROOT = Path(__file__).parents[2]
COPIED = ("kernel", "catalogue/calendars", "tests/unit/kernel", "pyproject.toml")
COPIED_FOR_SERVICES = (
    "kernel",
    "contracts",
    "chassis",
    "services",
    "gateway",
    "catalogue",
    "deploy",
    "tests",
    "pyproject.toml",
)
FAILED = 1  # pytest: tests were run and some failed
LONGEST = 600  # seconds


def main() -> int:
    """Break what is asked for, one rule after another."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--services", action="store_true")
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    if asked.table:
        say(f"{table(BREAKAGES)}\n\n{table(IN_SERVICES)}")
        return 0
    items = IN_SERVICES if asked.services else BREAKAGES
    chosen = [item for item in items if asked.word.lower() in item.rule.lower()]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_to(copy, COPIED_FOR_SERVICES if asked.services else COPIED)
        if run(copy, sorted({item.place for item in chosen})) != 0:
            say("The tests fail before anything is broken.")
            return 1
        unnoticed = [item for item in chosen if not is_noticed(item, copy)]
    say(f"{len(chosen) - len(unnoticed)} of {len(chosen)} broken rules were noticed.")
    return 1 if unnoticed or not chosen else 0


def copy_to(folder: Path, names: Sequence[str]) -> None:
    """Copy what the tests need; where the servers are is read from this checkout."""
    for name in names:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    if (ROOT / ".local").is_dir():
        (folder / ".local").symlink_to(ROOT / ".local")


def is_noticed(item: Breakage, copy: Path) -> bool:
    """Break the rule in the copy, run its test, put the file back; tell whether it failed."""
    path = copy / item.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(item.broken(whole), encoding="utf-8")
    try:
        noticed = run(copy, [item.place]) == FAILED
    finally:
        path.write_text(whole, encoding="utf-8")
    say(f"{'noticed  ' if noticed else 'UNNOTICED'}  {item.rule}  ({item.test})")
    return noticed


def run(copy: Path, tests: list[str]) -> int:
    """Run tests of the copy; return the exit status of pytest."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    return subprocess.run(  # noqa: S603 - our own tests in our own copy
        [*command, *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        timeout=LONGEST,
        check=False,
    ).returncode


def table(items: Sequence[Breakage]) -> str:
    """Return rules and their tests as a table of Markdown."""
    rows = ["| rule | kept in | test that fails when it is broken |", "|---|---|---|"]
    rows += [
        f"| {item.rule} | `{item.file}` | `{item.test.removeprefix('tests/')}` |" for item in items
    ]
    return "\n".join(rows)


def say(text: str) -> None:
    """Write to the terminal at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
