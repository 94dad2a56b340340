"""Many races over dossiers of intake, each on a dossier of its own, and what they came to."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from tests.integration.intake.office import Office
from tests.races.intake_acts import Standing, prepared, staged
from tests.races.intake_rules import faults, seen
from tests.races.scheduler import Races
from tests.races.tally import Tally

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where dossiers stand when two acts meet: brought there by `before`."""

    name: str
    before: tuple[str, ...]
    acts: tuple[str, ...]


SCENES = (
    Scene(name="filed", before=(), acts=("accept", "refuse", "withdraw", "ask", "timer")),
    Scene(
        name="asked",
        before=("ask",),
        acts=("send-papers", "bring-papers", "timer", "withdraw", "refuse"),
    ),
    Scene(
        name="answered",
        before=("ask", "send-papers"),
        acts=("accept", "refuse", "withdraw", "timer"),
    ),
    Scene(
        name="asked later",
        before=("accept", "case-opened", "ask"),
        acts=("send-papers", "bring-papers", "timer", "withdraw", "decided", "correct-reception"),
    ),
    Scene(
        name="accepted",
        before=("accept",),
        acts=("case-opened", "withdraw", "correct-reception", "move-reception"),
    ),
    Scene(
        name="at work",
        before=("accept", "case-opened"),
        acts=(
            "ask",
            "withdraw",
            "suspend",
            "correct-reception",
            "move-reception",
            "decided",
            "obligation-found",
        ),
    ),
    Scene(
        name="held",
        before=("accept", "case-opened", "suspend"),
        acts=("resume", "withdraw", "decided"),
    ),
    Scene(
        name="wished back",
        before=("accept", "case-opened", "withdraw"),
        acts=("decided", "withdrawal-granted"),
    ),
    Scene(
        name="settled",
        before=("accept", "case-opened", "decided"),
        acts=("hand-over", "take-result-back"),
    ),
    Scene(
        name="draft offered",
        before=("accept", "case-opened", "move-reception", "case-opened", "decided"),
        acts=("confirm-draft", "object-to-draft", "timer", "hand-over"),
    ),
)
_HEARD_ONCE = {"case-opened", "decided", "obligation-found", "withdrawal-granted", "timer"}
"""What does not meet itself: the inbox lets a word through once, and a dossier has one timer."""


def pairs(scenes: Sequence[Scene] = SCENES) -> list[tuple[Scene, Pair]]:
    """Return every pair of acts that can meet."""
    return [
        (scene, pair)
        for scene in scenes
        for pair in combinations_with_replacement(scene.acts, 2)
        if pair[0] != pair[1] or pair[0] not in _HEARD_ONCE
    ]


PAIRS = pairs()
_FEARED = {
    ("accept", "refuse"),
    ("accept", "withdraw"),
    ("refuse", "withdraw"),
    ("send-papers", "timer"),
    ("bring-papers", "timer"),
}
FEARED = [(scene, pair) for scene, pair in PAIRS if pair in _FEARED]
"""Two who each want an end of their own, and papers in the last second: wherever they can meet."""


def hold_races(
    races: Races,
    office: Office,
    number: int,
    *,
    seed: int,
    among: Sequence[tuple[Scene, Pair]] = PAIRS,
    enough: Callable[[Tally], bool] = lambda _: False,
) -> Tally:
    """Hold that many races over the pairs in turn, from this seed on, or until it is enough."""
    order = list(among)
    random.Random(seed).shuffle(order)  # noqa: S311 -- a schedule is no secret
    tally, here = Tally(), Standing(office)
    for place in range(number):
        scene, pair = order[place % len(order)]
        stage = staged(office, here, *scene.before)
        acts: Mapping[str, Callable[[], object]] = prepared(stage, pair, here)
        before = seen(stage)
        race = races.run(seed + place, acts)
        tally.count(race, f"{scene.name}: {pair[0]} and {pair[1]}", faults(stage, race, before))
        if enough(tally):
            break
    return tally
