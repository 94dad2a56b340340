"""Two officers at one moment, on connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest

from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import COMMUNE, INSURANCE, leg, officer, step

OFFICER = officer(Role.OFFICER)
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")
INSURER = officer(Role.OFFICER, subject="insurer-1", agency=INSURANCE)
ROUNDS = 8


def at_once(acts: Sequence[Callable[[], int]]) -> list[int]:
    """Run the acts at one moment; return their statuses, lowest first."""
    start, statuses = Barrier(len(acts)), []

    def run(act: Callable[[], int]) -> None:
        start.wait()
        statuses.append(act())

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


@pytest.fixture
def fork(suite: Suite) -> Suite:
    """Give a suite whose process runs two agencies side by side and joins them."""
    suite.hear_reference(
        {
            "legs": [
                leg("a", [step("s")]),
                leg("b", [step("s")]),
                leg("c", [step("s")], after=["a", "b"]),
            ]
        }
    )
    return suite


def open_number(suite: Suite, number: int) -> None:
    suite.hear(
        accepted(f"H56.14797-261102-{number:04d}", {"a": COMMUNE, "b": INSURANCE, "c": COMMUNE})
    )


def test_one_of_two_claims_wins(fork: Suite) -> None:
    """The other hears 409, every time."""
    for number in range(ROUNDS):
        open_number(fork, number)
        item = fork.worklist(OFFICER, "?status=waiting")[0]
        claims = [
            lambda who=who, item=item: fork.act(who, item, "claim").status_code
            for who in (OFFICER, COLLEAGUE)
        ]

        assert at_once(claims) == [200, 409]


def test_legs_that_end_at_one_moment_start_the_join_once(fork: Suite) -> None:
    """Neither sees the other unfinished, neither starts the third leg twice."""
    for number in range(ROUNDS):
        open_number(fork, number)
        held: list[tuple[Any, Any]] = []
        for who in (OFFICER, INSURER):
            (item,) = fork.worklist(who, "?status=waiting")
            held.append((who, fork.act(who, item, "claim").get_json()))
        ends = [
            lambda who=who, item=item: fork.act(who, item, "complete").status_code
            for who, item in held
        ]

        assert at_once(ends) == [200, 200]
        (joined,) = fork.worklist(OFFICER)
        assert joined["leg"] == "c"
        fork.do(OFFICER, "complete")
    assert fork.said().count("case-decided") == ROUNDS
