"""Acts over one dossier at one moment, in orders that a seed chooses: none leaves it illegal.

The long form is `python3 deploy/dev.py test tests/races`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chassis.testing.fixtures import ServiceDatabase
from tests.integration.intake.office import Office
from tests.races.intake_campaign import FEARED, PAIRS, hold_races
from tests.races.intake_rules import books
from tests.races.scheduler import Races
from tests.races.tally import Tally

RACES = 36
FEARED_RACES = 24
SEED = 20261129
ALERTED = [(scene, pair) for scene, pair in PAIRS if pair == ("accept", "timer")]


@pytest.fixture
def races(service_database: ServiceDatabase) -> Iterator[Races]:
    with Races(service_database("intake").url) as made:
        yield made


@pytest.fixture
def office(races: Races) -> Office:
    return Office(races.database)


def found(tally: Tally) -> bool:
    return bool(tally.faults)


@pytest.mark.timeout(900)
def test_no_order_of_two_acts_leaves_an_illegal_state(races: Races, office: Office) -> None:
    """Accept, refuse, withdraw, ask, send, close, correct, decide and hand over, two at a time."""
    tally = hold_races(races, office, RACES, seed=SEED)

    assert tally.faults == []
    assert tally.deadlocks == 0
    assert tally.crossed >= RACES // 2, str(tally)
    assert tally.waited > 0, str(tally)
    assert books(office) == []


@pytest.mark.timeout(900)
def test_who_wants_another_end_is_first_or_told(races: Races, office: Office) -> None:
    """Accept, refuse and withdraw against each other; papers against the end of their time."""
    tally = hold_races(races, office, FEARED_RACES, seed=SEED, among=FEARED)

    assert tally.faults == []
    assert len(tally.met) == len(FEARED)
    assert tally.crossed >= FEARED_RACES // 2, str(tally)
    assert books(office) == []


def test_a_lock_that_is_missing_is_found(races: Races, office: Office) -> None:
    """Taken out of the statements on purpose: an accepted dossier waits for its first alert."""
    with races.altered(r" FOR UPDATE( NOWAIT)?", ""):
        tally = hold_races(races, office, 40, seed=SEED, among=ALERTED, enough=found)

    assert len(tally.faults) == 1, str(tally)
