"""Who takes part in the contest of consumers, and how each gets its queue filled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.peer_environment import ensure_python
from tests.benchmarks.place import EXCHANGE, QUEUE, ROOT, Place
from tests.benchmarks.raw_pika import RawPublisher
from tests.benchmarks.said import accepted

_PEERS = "tests.benchmarks.peers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """One worker process; a tool with a message format of its own fills its queue itself."""

    name: str
    module: str
    roles: Sequence[str]
    queue: str
    ours: bool = False
    fills_itself: bool = False

    def prepare(self, place: Place) -> None:
        """Make the queue, unless the tool wants it its own way."""
        if self.ours:
            place.delete(self.queue)
        if not self.fills_itself:
            place.declare(self.queue, bound=True)

    def fill(self, place: Place, events: Path) -> int:
        """Put the events into the queue and return how many there are."""
        lines = events.read_bytes().splitlines()
        if self.fills_itself:
            subprocess.run(  # noqa: S603 -- our own program
                self._command("fill", *self.roles),
                cwd=ROOT,
                env=place.environment(self.queue, events),
                check=True,
            )
        else:
            key, form = accepted(0).TYPE, "application/json"
            RawPublisher(place.amqp_url, EXCHANGE, key, lines, content_type=form).run()
        place.wait_depth(self.queue, len(lines))
        return len(lines)

    def start(self, place: Place, events: Path, *, quiet: bool = True) -> subprocess.Popen[bytes]:
        """Start the worker; some tools greet at length on stderr."""
        arguments = self.roles if self.ours else ("work", *self.roles)
        return subprocess.Popen(  # noqa: S603 -- our own program
            self._command(*arguments),
            cwd=ROOT,
            env=place.environment(self.queue, events),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if quiet else None,
        )

    def _command(self, *arguments: str) -> list[str]:
        python = sys.executable if self.ours else str(ensure_python())
        return [python, "-m", self.module, *arguments]


def _ours(name: str, role: str) -> Contestant:
    return Contestant(
        name=name, module="tests.benchmarks.ours", roles=[role], queue=QUEUE, ours=True
    )


def _peer(name: str, tool: str, *roles: str, fills_itself: bool = False) -> Contestant:
    return Contestant(
        name=name,
        module=f"{_PEERS}.{tool}_peer",
        roles=roles,
        queue="-".join([tool, *roles]),
        fills_itself=fills_itself,
    )


OURS = (
    _ours("ours, gated, one statement", "gated-together"),
    _ours("ours, one statement", "together"),
    _ours("ours, gated, handler each", "gated"),
    _ours("ours, handler each", "each"),
)
PEERS = (
    _peer("Celery, task each", "celery", "each", fills_itself=True),
    _peer("Celery, batches, handler each", "celery", "handled", fills_itself=True),
    _peer("Celery, batches, one statement", "celery", "batched", fills_itself=True),
    _peer("Dramatiq", "dramatiq", fills_itself=True),
    _peer("Nameko", "nameko"),
    _peer("FastStream, event each", "faststream", "each"),
    _peer("FastStream, shared commit, handler each", "faststream", "handled"),
    _peer("FastStream, shared commit, one statement", "faststream", "batched"),
)
