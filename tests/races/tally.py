"""What many races came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.races.scheduler import Race


@dataclass(slots=True, kw_only=True)
class Tally:
    """What many races came to; `faults` are told with scene, seed and order, to see them again.

    A deadlock is no illegal state: PostgreSQL ends one act, whose whole is done again. `victims`
    tells which pairs ran into one.
    """

    races: int = 0
    crossed: int = 0
    waited: int = 0
    deadlocks: int = 0
    victims: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.races} races over {len(self.met)} pairs: {self.crossed} crossed,"
            f" {self.waited} waits for a lock, {self.deadlocks} deadlocks,"
            f" {len(self.faults)} illegal states; deadlocks of {dict(self.victims)}"
        )

    def count(self, race: Race, met: str, wrong: Sequence[str]) -> None:
        """Count a race between what met, and what was wrong after it."""
        self.races += 1
        self.met[met] += 1
        self.crossed += race.crossed
        self.waited += race.waited
        self.deadlocks += race.deadlocks
        if race.deadlocks:
            self.victims[met] += race.deadlocks
        if wrong:
            steps = "\n    ".join(race.order)
            self.faults.append(f"{met}, seed {race.seed}: {'; '.join(wrong)}\n    {steps}")
