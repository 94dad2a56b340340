"""Acts over one case at one moment, in orders that a seed chooses: none leaves an illegal state.

The long form is `python3 deploy/dev.py test tests/races`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chassis.testing.fixtures import ServiceDatabase
from services.routing.work.usecases import follow_dossier
from tests.integration.routing.suite import Suite
from tests.races.routing_campaign import PAIRS, hold_races
from tests.races.routing_scenes import Scene
from tests.races.scheduler import Races
from tests.races.tally import Tally

RACES = 60
SEED = 20261129
JOINING = [(scene, pair) for scene, pair in PAIRS if pair == ("complete a", "complete b")]
BEGINNING = [
    (scene, pair)
    for scene, pair in PAIRS
    if set(pair) in ({"open", "re-plan"}, {"re-plan", "reopen"})
]
SETTLING = [
    (scene, pair)
    for scene, pair in PAIRS
    if scene.name == "system" and set(pair) in ({"answer", "will not"}, {"answer", "time-out"})
]
PAPERS_IN = [
    (scene, pair)
    for scene, pair in PAIRS
    if scene.name == "owing" and pair == ("complete", "supplemented")
]
SIGNING = [
    (scene, pair)
    for scene, pair in PAIRS
    if scene.name == "apology"
    and set(pair) in ({"sign"}, {"approve", "sign"}, {"re-date", "sign"}, {"re-plan", "sign"})
]


@pytest.fixture
def races(service_database: ServiceDatabase) -> Iterator[Races]:
    url = service_database("routing").url
    with Races(url) as made:
        yield made


def found(tally: Tally) -> bool:
    return bool(tally.faults)


@pytest.mark.timeout(900)
def test_no_order_of_two_acts_leaves_an_illegal_state(races: Races) -> None:
    """Complete, return, withdraw, pay, re-plan, lapse and the join, two at a time."""
    tally = hold_races(races, Suite(races.database), RACES, seed=SEED)

    assert tally.faults == []
    assert tally.deadlocks == 0, str(tally)
    assert tally.crossed >= RACES // 2, str(tally)
    assert tally.waited > 0, str(tally)


@pytest.mark.timeout(900)
def test_an_apology_is_signed_once_and_for_a_date_before_the_named_one(races: Races) -> None:
    """Two signatures, a signature beside the decision, beside a word that moves the date."""
    tally = hold_races(races, Suite(races.database), 16, seed=SEED, pairs=SIGNING)

    assert tally.faults == []


@pytest.mark.timeout(900)
def test_a_case_that_begins_beside_a_new_calendar_has_its_dates(races: Races) -> None:
    """Re-planning cannot see a case before it is committed, so the calendar waits for it."""
    tally = hold_races(races, Suite(races.database), 16, seed=SEED, pairs=BEGINNING)

    assert tally.faults == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("lock", "without", "pairs"),
    [
        (r'(FROM "case".*) FOR UPDATE$', r"\1", JOINING),
        (r"pg_advisory_xact_lock_shared\(", "abs(", BEGINNING),
    ],
    ids=["case", "calendar"],
)
def test_a_lock_that_is_missing_is_found(
    races: Races, lock: str, without: str, pairs: list[tuple[Scene, tuple[str, str]]]
) -> None:
    """Taken out of the statements on purpose: the races show an illegal state."""
    with races.altered(lock, without):
        tally = hold_races(races, Suite(races.database), 40, seed=SEED, pairs=pairs, enough=found)

    assert len(tally.faults) == 1, str(tally)


@pytest.mark.timeout(900)
def test_an_enquiry_that_is_settled_twice_is_found(races: Races) -> None:
    """Two answers, or an answer beside the time-out, where no lock of the case is between them."""

    def twice(tally: Tally) -> bool:
        return any("enquiries are over" in fault for fault in tally.faults)

    with races.altered(r'(FROM "case".*) FOR UPDATE( NOWAIT)?$', r"\1"):
        tally = hold_races(
            races, Suite(races.database), 40, seed=SEED, pairs=SETTLING, enough=twice
        )

    assert twice(tally), str(tally)


@pytest.mark.timeout(900)
def test_money_that_nobody_could_pay_any_more_is_found(
    races: Races, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Intake starts the clock while a payment waits for its receipt, and the case forgets it."""
    monkeypatch.setattr(follow_dossier, "stand_for_payment", lambda _before, case, *_: (case, ()))
    tally = hold_races(races, Suite(races.database), 1, seed=SEED, pairs=PAPERS_IN)

    assert len(tally.faults) == 1
    assert "a payment is open, and the clock says None" in tally.faults[0]
