"""Which worker gets what, and in what order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from types import SimpleNamespace

from xdist.remote import Producer

from tests.level_budgets import BESIDE_CHAOS, CHAOS, OneSuiteScheduling

WALK = "tests/e2e/test_walk.py"
RATING = "tests/e2e/test_rating.py"
ROUTING = f"{BESIDE_CHAOS[0]}test_steps.py"
UNIT = "tests/unit/kernel/test_days.py"
RACES = "tests/races/test_races.py"


class Worker:
    """What the scheduling sees of a worker: it takes indexes of tests, and keeps them."""

    shutting_down = False

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.given: list[int] = []

    def send_runtest_some(self, indexes: Sequence[int]) -> None:
        self.given += indexes

    def shutdown(self) -> None:
        self.shutting_down = True


def shared_out(tests: Sequence[str]) -> tuple[list[str], list[str]]:
    """Have two workers run these tests in turns; return what each ran, in order."""
    config = SimpleNamespace(
        getvalue=lambda _: ["2*popen"], option=SimpleNamespace(loadscopereorder=False)
    )
    scheduling = OneSuiteScheduling(config, Producer("test", enabled=False))
    workers = [Worker("gw0"), Worker("gw1")]
    for worker in workers:
        scheduling.add_node(worker)
        scheduling.add_node_collection(worker, tests)
    scheduling.schedule()
    for worker, index in in_turns(workers):
        scheduling.mark_test_complete(worker, index)
    first, second = ([tests[index] for index in worker.given] for worker in workers)
    return first, second


def in_turns(workers: Sequence[Worker]) -> Iterator[tuple[Worker, int]]:
    """Yield test by test who ran it, each as long as it was given more."""
    done = dict.fromkeys(workers, 0)
    while any(done[worker] < len(worker.given) for worker in workers):
        for worker in workers:
            if done[worker] < len(worker.given):
                done[worker] += 1
                yield worker, worker.given[done[worker] - 1]


def of(scope: str, count: int) -> list[str]:
    return [f"{scope}::test_{number}" for number in range(count)]


def test_each_test_runs_once() -> None:
    tests = of(UNIT, 5) + of(CHAOS, 1) + of(WALK, 4) + of(ROUTING, 6) + of(RACES, 3)

    assert sorted(chain(*shared_out(tests))) == sorted(tests)


def test_all_that_use_the_running_suite_are_on_one_worker_and_a_file_is_on_one() -> None:
    tests = of(WALK, 3) + of(RATING, 3) + of(UNIT, 3) + of(ROUTING, 3)
    first, second = shared_out(tests)

    for worker in (first, second):
        assert len({test for test in worker if test.startswith("tests/e2e/")}) in (0, 6)
        assert sum(test.startswith(UNIT) for test in worker) in (0, 3)


def test_parts_of_a_campaign_of_races_go_to_both() -> None:
    first, second = shared_out(of(RACES, 8))

    assert first
    assert second


def test_the_chaos_run_begins_before_what_is_done_beside_it() -> None:
    """Else one worker would wait three minutes for the other at the end."""
    beside = list(chain(*(of(f"{BESIDE_CHAOS[0]}test_{letter}.py", 9) for letter in "abcdef")))
    workers = shared_out(of(UNIT, 4) + beside + of(WALK, 4) + of(CHAOS, 1))
    (before,) = (
        ran[: ran.index(f"{CHAOS}::test_0")] for ran in workers if f"{CHAOS}::test_0" in ran
    )

    assert not set(before) & set(beside)
