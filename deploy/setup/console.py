"""What a person sees while the set-up works: one line a step with its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

NAME_WIDTH = 24
NOTE_WIDTH = 62
BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"


class SetupError(Exception):
    """The set-up cannot go on: what is missing, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


@dataclass(slots=True, kw_only=True)
class Step:
    """A running step; `note` says what was done or why nothing had to be."""

    name: str
    note: str = ""


@dataclass(slots=True)
class Console:
    """Prints steps as aligned lines, in colour only on a terminal."""

    started: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time one step and print its line when it ends; a failed step is printed in red."""
        step = Step(name=name)
        begin = time.monotonic()
        if sys.stdout.isatty():
            print(f"  … {name}", end="\r", flush=True)
        try:
            yield step
        except BaseException:
            self._line("✗", RED, step, time.monotonic() - begin)
            raise
        self._line("✓", GREEN, step, time.monotonic() - begin)

    def say(self, text: str = "", *, colour: str = "") -> None:
        """Print one line."""
        print(paint(text, colour), flush=True)

    def warn(self, text: str) -> None:
        """Print a line that must not be overlooked."""
        print(paint(f"  ! {text}", YELLOW), flush=True)

    def total(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self.started

    def _line(self, sign: str, colour: str, step: Step, seconds: float) -> None:
        note = step.note if len(step.note) <= NOTE_WIDTH else step.note[: NOTE_WIDTH - 1] + "…"
        print(
            f"  {paint(sign, colour)} {step.name:<{NAME_WIDTH}} {note:<{NOTE_WIDTH}} "
            f"{paint(f'{seconds:6.1f} s', DIM)}",
            flush=True,
        )


def paint(text: str, colour: str) -> str:
    """Wrap text in an ANSI colour when the output is a terminal."""
    if not colour or not sys.stdout.isatty():
        return text
    return f"\033[{colour}m{text}\033[0m"
