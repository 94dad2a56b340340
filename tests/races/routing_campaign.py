"""Many races over cases of routing, each on a dossier of its own, and what they came to."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.integration.routing.suite import Suite
from tests.races.routing_acts import Stage, calendar
from tests.races.routing_rules import faults, seen
from tests.races.routing_scenes import SCENES, Scene, close, publish, staged
from tests.races.scheduler import Race, Races
from tests.races.tally import Tally

Told = tuple[Race, Sequence[str]]
PAIRS = [(scene, pair) for scene in SCENES for pair in scene.pairs()]


def hold_races(
    races: Races,
    suite: Suite,
    number: int,
    *,
    seed: int,
    pairs: Sequence[tuple[Scene, tuple[str, str]]] = PAIRS,
    enough: Callable[[Tally], bool] = lambda _: False,
) -> Tally:
    """Hold that many races over the pairs in turn, from this seed on, or until it is enough."""
    suite.hear_reference()
    publish(suite)
    order = list(pairs)
    random.Random(seed).shuffle(order)  # noqa: S311 -- a schedule is no secret
    tally = Tally()
    for place in range(number):
        scene, pair = order[place % len(order)]
        suite.hear(calendar(place + 2))
        stage = staged(suite, scene, f"H56.14797-261102-{place + 1:04}", place + 3)
        race, wrong = _hold_one(races, stage, scene, pair, seed + place)
        tally.count(race, f"{scene.name}: {pair[0]} and {pair[1]}", wrong)
        if enough(tally):
            break
    return tally


def _hold_one(races: Races, stage: Stage, scene: Scene, pair: tuple[str, str], seed: int) -> Told:
    before = seen(stage.suite, stage.dossier)
    acts = {
        f"{name}#{number}": (lambda act=scene.acts[name]: act(stage))
        for number, name in enumerate(pair, 1)
    }
    race = races.run(seed, acts)
    wrong = faults(stage, race, before)
    close(stage)
    return race, wrong
