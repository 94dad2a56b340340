"""Two thousand races over dossiers of intake; the default run holds a few of them.

Run it by name: `python3 deploy/dev.py test tests/races`. `MOTCUA_RACES` and `MOTCUA_RACES_SEED`
choose how many and which.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from chassis.testing.fixtures import ServiceDatabase
from tests.integration.intake.office import Office
from tests.races.intake_campaign import PAIRS, hold_races
from tests.races.intake_rules import books
from tests.races.scheduler import Races

NUMBER = int(os.environ.get("MOTCUA_RACES", "2000"))
SEED = int(os.environ.get("MOTCUA_RACES_SEED", "7"))


@pytest.mark.timeout(7200)
def test_no_order_of_two_acts_leaves_an_illegal_state(
    service_database: ServiceDatabase, record_property: Callable[[str, object], None]
) -> None:
    """Every pair of acts that can meet, in as many orders as there are races for it."""
    url = service_database("intake").url
    with Races(url) as races:
        office = Office(races.database)
        tally = hold_races(races, office, NUMBER, seed=SEED)
        record_property("races", str(tally))
        print(f"\nintake, seed {SEED}: {tally}")  # noqa: T201 -- the figure

        assert tally.faults == []
        assert len(tally.met) == min(NUMBER, len(PAIRS))
        assert books(office) == []
