"""When a process can be run: checked on arrival, so that no case ever gets stuck in it."""

from __future__ import annotations

from collections.abc import Iterable

from kernel import graph
from kernel.condition import comparisons
from kernel.process import ONWARD
from services.routing.process.domain.errors import faulty
from services.routing.process.domain.facts import ANSWER
from services.routing.process.domain.process import LegDefinition, Process


def require_sound(process: Process) -> None:
    """Raise `ProcessFaultyError` at the first fault of the graph.

    Sound: at least one leg; ids once each; every leg has steps and waits only for legs that
    exist and can finish; every step has an action that leads onward; what a condition reads of
    answers is asked. Whether the times fit the law is the publisher's check, not ours.
    """
    if not process.legs:
        raise faulty("/legs", "chưa có công đoạn nào", "has no leg")
    _require_once((leg.id for leg in process.legs), "/legs")
    known = frozenset(leg.id for leg in process.legs)
    for number, leg in enumerate(process.legs):
        _require_sound_leg(leg, f"/legs/{number}", known)
    _require_reachable(process)
    _require_asked(process)


def _require_asked(process: Process) -> None:
    """Require that every answer a condition reads is asked for, and by one question."""
    asked = [ask.id for leg in process.legs for step in leg.steps for ask in step.asks]
    _require_once(asked, "/legs")
    for when in process.conditions():
        for part in comparisons(when) if when is not None else ():
            if part.path.startswith(ANSWER) and part.path.removeprefix(ANSWER) not in asked:
                raise faulty(
                    "/legs", f"không bước nào hỏi “{part.path}”", f"no step asks “{part.path}”"
                )


def _require_sound_leg(leg: LegDefinition, pointer: str, known: frozenset[str]) -> None:
    if not leg.steps:
        raise faulty(f"{pointer}/steps", "chưa có bước nào", "has no step")
    if not leg.after <= known:
        raise faulty(f"{pointer}/after", "nêu công đoạn không có", "names a leg that is not there")
    _require_once((step.id for step in leg.steps), f"{pointer}/steps")
    for number, step in enumerate(leg.steps):
        if ONWARD.isdisjoint(step.actions):
            raise faulty(
                f"{pointer}/steps/{number}/actions",
                "không có thao tác chuyển tiếp",
                "has no action that leads onward",
            )


def _require_reachable(process: Process) -> None:
    reached = graph.reachable({leg.id: leg.after for leg in process.legs})
    for place, leg in enumerate(process.legs):
        if leg.id not in reached:
            raise faulty(f"/legs/{place}/after", "tạo thành vòng lặp", "is part of a cycle")


def _require_once(ids: Iterable[str], pointer: str) -> None:
    seen: set[str] = set()
    for word in ids:
        if word in seen:
            raise faulty(pointer, f"“{word}” có hai lần", f"“{word}” stands twice")
        seen.add(word)
