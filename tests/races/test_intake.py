"""Two thousand races over dossiers of intake; the default run holds a few of them.

Run it by name: `python3 deploy/dev.py test tests/races`. `MOTCUA_RACES` and `MOTCUA_RACES_SEED`
choose how many and which.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from chassis.testing.databases import cloned_database
from tests.integration.intake.office import Office
from tests.races.intake_campaign import PAIRS, hold_races
from tests.races.intake_rules import books
from tests.races.scheduler import Races

PARTS = 10
NUMBER = int(os.environ.get("MOTCUA_RACES", "2000"))
SEED = int(os.environ.get("MOTCUA_RACES_SEED", "7"))

Place = tuple[Races, Office]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Open intake once for all the parts a process holds: each race has a dossier of its own."""
    with cloned_database("intake") as url, Races(url) as races:
        yield races, Office(races.database)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_two_acts_leaves_an_illegal_state(
    place: Place, record_property: Callable[[str, object], None], part: int
) -> None:
    """Every pair of acts that can meet, in as many orders as there are races for it."""
    races, office = place
    seed = SEED + part * NUMBER
    tally = hold_races(races, office, NUMBER // PARTS, seed=seed)
    record_property("races", str(tally))
    print(f"\nintake, seed {seed}: {tally}")  # noqa: T201 -- the figure

    assert tally.faults == []
    assert len(tally.met) == min(NUMBER // PARTS, len(PAIRS))
    assert books(office) == []
