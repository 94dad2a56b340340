"""Two communes merge: nothing is lost, reports stay equal in sum, all services agree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.clock import machine_clock
from chassis.timers import Timer
from services.intake.reorganisation.store.reorganisations import MOVE
from services.intake.wiring.reorganisation import move_chunk
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.integration.intake.office import COMMUNE
from tests.integration.reconciliation.merger import (
    INTO,
    MERGED,
    SECOND,
    decide,
    dry_run,
    fill,
    move,
    reports,
    staff,
    standing,
    widen,
)
from tests.integration.reconciliation.province import MONDAY, Province

DOSSIERS = 48
QUICK = Patience(settle=0.0, looks=1)
RUNG = Timer(id=0, kind=MOVE, subject=COMMUNE, due_at=MONDAY, payload={}, attempts=0, now=MONDAY)


@pytest.fixture
def merging(province: Province) -> Province:
    """Give a province with open dossiers at both communes, some tasks with owners."""
    widen(province)
    fill(province, DOSSIERS)
    staff(province)
    return province


def dies_in_a_chunk(province: Province) -> None:
    """Move a chunk and die before it is committed."""
    with province.parts.database.transaction() as tx:
        move_chunk(province.parts, tx, RUNG, size=5)
        raise RuntimeError


def said_again(province: Province) -> None:
    """Let everything intake said be delivered once more, as after a relay that died."""
    province.sql(
        "intake",
        "INSERT INTO outbox (position) SELECT position FROM event_log"
        " WHERE type LIKE '%dossier-moved%' ON CONFLICT DO NOTHING",
    )
    province.pump()


def test_a_merger_cut_off_and_done_again_loses_nothing(merging: Province) -> None:
    """Tried, decided, killed half-way in intake and on the bus: all of it is at the successor."""
    before, figures = standing(merging), reports(merging)
    tried = dry_run(merging)
    untouched = standing(merging)
    decide(merging)
    move(merging, most=2, size=5)
    with pytest.raises(RuntimeError):
        dies_in_a_chunk(merging)
    half = standing(merging)
    merging.pump()
    move(merging, size=5)
    merging.pump()
    said_again(merging)
    after = standing(merging)

    assert untouched == before
    assert {code: one.open_dossiers for code, one in tried.items()} == {
        COMMUNE: DOSSIERS // 2,
        SECOND: DOSSIERS // 2,
    }
    assert sum(one.work.tasks for one in tried.values()) == before["tasks at the old"]
    assert tried[COMMUNE].work.without_post == {"o-2", "o-3"}
    assert tried[COMMUNE].without_rule == ()
    assert 0 < half["moves said"] < DOSSIERS
    assert after == {
        "open dossiers": DOSSIERS,
        "dossiers at the old": 0,
        "keys of the old": 0,
        "moves said": DOSSIERS,
        "moves said twice": 0,
        "cases": before["cases"],
        "legs at the old": 0,
        "tasks at the old": 0,
        "tasks at the new": before["tasks at the old"],
        "tasks with an owner": tried[COMMUNE].work.owners_kept,
    }
    assert tried[COMMUNE].work.owners_kept > 0
    assert tried[COMMUNE].work.owners_lost > 0
    assert reports(merging) == figures


def test_by_present_agency_the_sums_are_the_same_and_all_services_agree(
    merging: Province,
) -> None:
    """Nothing twice, nothing lost; reconciliation finds the books in order."""
    whole = reports(merging)
    decide(merging)
    move(merging)
    merging.pump()
    merging.age()
    today = reports(merging, succession="present")
    # The trail is compared once the day is over.
    merging.set_clock(MONDAY + timedelta(days=1))
    report = reconcile(
        books=merging.books(), clock=machine_clock, pause=lambda _: None, patience=QUICK
    )

    received = {code: one["total"]["received"]["total"] for code, one in today.items()}
    assert today["H56"] == whole["H56"]
    assert [received[code] for code in MERGED] == [0, 0]
    assert received[INTO] == sum(
        whole[code]["total"]["received"]["total"] for code in (*MERGED, INTO)
    )
    assert report.found == ()
    assert report.clean
