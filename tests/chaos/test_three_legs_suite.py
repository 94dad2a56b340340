"""Cases of several legs in the whole suite, while routing's background process dies all the time.

Each of its lives ends at one place of relay, consumer or timers, killed or by an error; cases are
opened, worked on in four agencies, fall silent and are decided meanwhile. Then every service has
heard each thing once, and `motcua reconcile` finds nothing. One place, unless CHAOS_THREE_LEGS=1.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from chassis.failpoints import FAILPOINTS
from tests.chaos.officers_at_work import Officers, all_told, case_faults
from tests.chaos.running_suite import running
from tests.chaos.small_suite import journal_for
from tests.chaos.whole_suite import WholeSuite

CARRIED = [name for name in FAILPOINTS if name.startswith(("relay.", "consumer.", "inbox."))]
TIMED = [name for name in FAILPOINTS if name.startswith("timer.")]
WINDOWS = [(place, action) for action in ("kill", "raise") for place in (*CARRIED, *TIMED)]
WANTED = WINDOWS if os.environ.get("CHAOS_THREE_LEGS") else [("relay.confirmed", "kill")]
# Every agency of the province has timers that ring as its day opens; a life does some of them.
HITS = {"timer": 50}
CASES = 2


@pytest.fixture(scope="module")
def suite(seed: int) -> Iterator[WholeSuite]:
    """Give one suite for all windows: each leaves it clean, or fails."""
    journal = journal_for("three-legs", seed)
    with running(journal, seed) as whole:
        ((whole.before,),) = whole.rows("intake", "SELECT count(*) FROM dossier")
        yield whole
    journal.close()


@pytest.fixture(scope="module")
def filed() -> dict[str, str]:
    """Give every dossier that was filed so far, by its code."""
    return {}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("place", "action"), WANTED)
def test_cases_end_right_however_often_their_carrier_dies(
    suite: WholeSuite, filed: dict[str, str], place: str, action: str
) -> None:
    """Each leg and step once, a silence once, decided once; all services heard of it once."""
    part, officers = suite.parts["routing-background"], Officers(suite=suite)
    before, timed = part.log_size(), place in TIMED
    part.arm(f"{place}:{action}@{HITS.get(place.partition('.')[0], 2)}")
    part.restart(gently=False)
    codes = [officers.file() for _ in range(CASES)]
    filed.update(zip(codes, codes, strict=True))
    if timed:
        officers.work(codes, until="leg-finished")
        officers.let_pass(_ahead(suite))
        all_told(suite, codes, "consultation-lapsed", 2)
    officers.work(codes, until="case-decided")
    fired = part.said(f"failpoint {place} {action}", after=before)
    part.arm("")
    part.restart()
    part.wait_ready()
    wrong = suite.drain(filed)
    for code in codes:
        wrong += case_faults(suite, code, lapsed=2 if timed else 0)

    assert fired
    assert wrong == [], suite.journal


@pytest.mark.timeout(1800)
def test_all_services_agree_in_the_end(suite: WholeSuite, filed: dict[str, str]) -> None:
    """`motcua reconcile`, over everything the windows above did."""
    assert filed
    assert suite.reconcile() == [], suite.journal


def _ahead(suite: WholeSuite) -> str:
    """Return an instant at which whoever was asked has been silent for a minute."""
    ((last,),) = suite.rows("routing", "SELECT max(silent_at) FROM leg")
    ahead: datetime = last + timedelta(minutes=1)
    return ahead.isoformat()
