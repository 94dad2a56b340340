"""What many races came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.races.scheduler import Race


@dataclass(slots=True, kw_only=True)
class Tally:
    """What many races came to; `faults` are told with scene, seed and order, to see them again."""

    races: int = 0
    crossed: int = 0
    waited: int = 0
    deadlocks: int = 0
    faults: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.races} races over {len(self.met)} pairs: {self.crossed} crossed,"
            f" {self.waited} waits for a lock, {self.deadlocks} deadlocks,"
            f" {len(self.faults)} illegal states"
        )

    def count(self, race: Race, met: str, wrong: Sequence[str]) -> None:
        """Count a race between what met, and what was wrong after it."""
        self.races += 1
        self.met[met] += 1
        self.crossed += race.crossed
        self.waited += race.waited
        self.deadlocks += race.deadlocks
        if wrong:
            steps = "\n    ".join(race.order)
            self.faults.append(f"{met}, seed {race.seed}: {'; '.join(wrong)}\n    {steps}")
