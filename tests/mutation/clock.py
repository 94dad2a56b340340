"""Breaks each rule of the legal clock in a copy and looks whether its test fails.

    python -m tests.mutation.clock            # all, about two minutes
    python -m tests.mutation.clock office     # those whose rule holds the word
    python -m tests.mutation.clock --table    # the table of docs/legal-clock.md

Your files are not touched. Ends with 1 when a test does not notice that its rule is broken.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutation.breakage import Breakage
from tests.mutation.of_days_and_terms import OFFICE, RECEPTION, TERMS
from tests.mutation.of_pauses_and_limits import DATA, INTERRUPTIONS, LIMITS

BREAKAGES = OFFICE + RECEPTION + TERMS + INTERRUPTIONS + LIMITS + DATA
ROOT = Path(__file__).parents[2]
COPIED = ("kernel", "catalogue/calendars", "tests/unit/kernel", "pyproject.toml")
TESTS = "tests/unit/kernel"
FAILED = 1  # pytest: tests were run and some failed
LONGEST = 120  # seconds


def main() -> int:
    """Break what is asked for, one rule after another."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    if asked.table:
        say(table())
        return 0
    chosen = [item for item in BREAKAGES if asked.word.lower() in item.rule.lower()]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_to(copy)
        if run(copy, sorted({item.test for item in chosen})) != 0:
            say("The tests fail before anything is broken.")
            return 1
        unnoticed = [item for item in chosen if not is_noticed(item, copy)]
    say(f"{len(chosen) - len(unnoticed)} of {len(chosen)} broken rules were noticed.")
    return 1 if unnoticed or not chosen else 0


def copy_to(folder: Path) -> None:
    """Copy what the tests of the clock need."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)


def is_noticed(item: Breakage, copy: Path) -> bool:
    """Break the rule in the copy, run its test, put the file back; tell whether it failed."""
    path = copy / item.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(broken(item, whole), encoding="utf-8")
    try:
        noticed = run(copy, [item.test]) == FAILED
    finally:
        path.write_text(whole, encoding="utf-8")
    say(f"{'noticed  ' if noticed else 'UNNOTICED'}  {item.rule}  ({item.test})")
    return noticed


def broken(item: Breakage, whole: str) -> str:
    """Return the text of the file with the rule broken; raise `ValueError` when it moved."""
    if whole.count(item.old) != 1:
        raise ValueError(item.rule, item.old)
    return whole.replace(item.old, item.new)


def run(copy: Path, tests: list[str]) -> int:
    """Run tests of the copy; return the exit status of pytest."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    places = [f"{TESTS}/{test}" for test in tests]
    return subprocess.run(  # noqa: S603 - our own tests in our own copy
        [*command, *places],
        cwd=copy,
        env=environment,
        capture_output=True,
        timeout=LONGEST,
        check=False,
    ).returncode


def table() -> str:
    """Return the rules and their tests as a table of Markdown."""
    rows = ["| rule | kept in | test that fails when it is broken |", "|---|---|---|"]
    rows += [f"| {item.rule} | `{item.file}` | `{item.test}` |" for item in BREAKAGES]
    return "\n".join(rows)


def say(text: str) -> None:
    """Write to the terminal at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
