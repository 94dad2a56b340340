"""One walk: everybody acts on one case in an order that a seed draws, then it comes to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from kernel.process import StepRole
from services.routing.work.domain.task import Task
from tests.unit.routing.interleaved import beyond
from tests.unit.routing.interleaved.officers import STAFF, Officer, answer
from tests.unit.routing.interleaved.plot import Chance
from tests.unit.routing.interleaved.rules import Rules
from tests.unit.routing.interleaved.world import Happening, World, drawn_world

PATIENCE = 150
"""Acts in which a case must come to its end once nobody holds it up any more."""

_MINUTES = (0, 0, 1, 7, 30, 60, 60, 240, 480, 1440)


@dataclass(slots=True)
class Tally:
    """What walks came to: acts that went through and were refused, how cases ended, faults."""

    walks: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.walks} walks, {sum(self.done.values())} acts and"
            f" {sum(self.refused.values())} refused, ends {dict(self.ends)}, acts"
            f" {dict(sorted(self.done.items()))}, {len(self.faults)} faults"
        )

    def count(self, seen: Happening) -> None:
        """Count one act."""
        (self.done if seen.refused is None else self.refused)[seen.act] += 1


def walk(seed: int, tally: Tally) -> None:
    """Take the walk of a seed; a fault ends it and is told with the seed and the last acts."""
    chance = Chance(seed)
    world = drawn_world(chance)
    company = Company(world)
    rules, trail = Rules.of(world), list[str]()
    tally.walks += 1
    for seen in company.acts(chance.randint(5, 70)):
        tally.count(seen)
        trail.append(f"{seen.at:%d %H:%M} {seen.who} {seen.act} {type(seen.refused).__name__}")
        wrong = rules.wrong(seen)
        if wrong:
            tally.faults.append(f"seed {seed}: {'; '.join(wrong)}\n  " + "\n  ".join(trail[-12:]))
            return
    if world.case.status == "open":
        tally.faults.append(f"seed {seed}: no end\n  " + "\n  ".join(trail[-12:]))
    tally.ends[world.case.status] += 1


class Company:
    """All who act on the case of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.officers = {actor.subject: Officer(world, actor) for actor in STAFF}
        self._others: tuple[tuple[int, Callable[[World], Happening | None]], ...] = (
            (40, self._officer),
            (6, beyond.deliver),
            (4, answer),
            (2, beyond.consultation_lapses),
            (3, beyond.system_is_silent),
            (2, beyond.leg_is_late),
            (2, beyond.replan),
            (1, _silently(beyond.publish_calendar, 0.3)),
            (6, _silently(beyond.hear_routing, 1)),
            (1, _silently(beyond.ask_for_papers, 0.7)),
            (1, _silently(beyond.wish, 0.12)),
            (1, _silently(beyond.hold_up, 0.5)),
            (1, _silently(beyond.re_date, 0.4)),
        )

    def acts(self, number: int) -> Iterator[Happening]:
        """Give what happens: acts in any order, then what ends the case, and acts after that.

        A result that is taken back is worked on once more, and the case ends again.
        """
        for some in (number, number // 3):
            yield from self._any(some)
            for _ in range(PATIENCE):
                if self.world.case.status != "open":
                    break
                yield from self._onwards()
            yield from self._any(6)
            yield from self._heard_out()
            if self.world.case.status != "open":
                return

    def _any(self, number: int) -> Iterator[Happening]:
        chance = self.world.chance
        weights = [weight for weight, _ in self._others]
        for _ in range(number):
            self.world.at += timedelta(minutes=chance.choice(_MINUTES))
            _, do = chance.choices(self._others, weights)[0]
            seen = do(self.world)
            if seen is not None:
                yield seen

    def _officer(self, world: World) -> Happening | None:
        """Let somebody act: mostly who holds a task, and mostly by what they see just now."""
        owners = [task.assignee for task in world.case.tasks if task.open and task.assignee]
        known = owners if owners and world.chance.happens(0.7) else list(self.officers)
        one = self.officers[world.chance.choice(known)]
        if world.chance.happens(0.7):
            one.read()
        return one.act()

    def _heard_out(self) -> Iterator[Happening]:
        """Let intake and routing hear all they said to each other."""
        world = self.world
        while world.intake.hears or world.intake.says:
            beyond.hear_routing(world)
            seen = beyond.deliver(world)
            if seen is not None:
                yield seen

    def _onwards(self) -> Iterator[Happening]:
        """Let words be heard, clocks run on, and officers go forward."""
        world = self.world
        world.at += timedelta(minutes=world.chance.choice(_MINUTES))
        yield from self._heard_out()
        if world.intake.held:
            beyond.hold_up(world)
        if world.intake.clock == "papers":
            beyond.answer_papers(world, in_time=True)
        for task in [task for task in world.case.tasks if task.open]:
            yield from self._further(task)

    def _further(self, task: Task) -> Iterator[Happening]:
        world = self.world
        if not world.case.task(task.id).open:
            return
        task = world.case.task(task.id)
        if task.kept_by_system:
            world.at += timedelta(minutes=61)
            yield beyond.silent(world, task.id)
            return
        role = "approver" if task.role is StepRole.APPROVER else "officer"
        owner = task.assignee or f"{role}-1-{task.agency}"
        yield from self.officers[owner].further(task)


def _silently(do: Callable[[World], None], share: float) -> Callable[[World], None]:
    """Return what some do that routing does not see yet."""

    def maybe(world: World) -> None:
        if world.chance.happens(share):
            do(world)

    return maybe
