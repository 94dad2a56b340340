"""Two thousand races over cases of routing; the default run holds a few of them.

Run it by name: `python3 deploy/dev.py test tests/races -s`. `MOTCUA_RACES` and
`MOTCUA_RACES_SEED` choose how many and which.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from chassis.testing.fixtures import ServiceDatabase
from tests.integration.routing.suite import Suite
from tests.races.routing_campaign import hold_races
from tests.races.scheduler import Races

PARTS = 10
NUMBER = int(os.environ.get("MOTCUA_RACES", "2000"))
SEED = int(os.environ.get("MOTCUA_RACES_SEED", "7"))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_two_acts_leaves_an_illegal_state(
    service_database: ServiceDatabase, record_property: Callable[[str, object], None], part: int
) -> None:
    """Every pair of acts that can meet, in as many orders as there are races for it."""
    url, seed = service_database("routing").url, SEED + part * NUMBER
    with Races(url) as races:
        tally = hold_races(races, Suite(races.database), NUMBER // PARTS, seed=seed)
    record_property("races", str(tally))
    print(f"\nrouting, seed {seed}: {tally}")  # noqa: T201 -- the figure

    assert tally.faults == []
    assert tally.races == NUMBER // PARTS
