"""The engine alone: steps a second and core in pure domain, with no database and no bus.

`python -m tests.benchmarks.routing_engine [--rounds 7] [--cases 400]` opens cases of three
processes (one leg; two after one another; two side by side and one after both), claims and ends
every step, and counts steps by the CPU time of the process. Every case must be decided.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from kernel.process import StepAction
from services.routing.process.domain.process import Process
from services.routing.work.domain.case import CaseStatus
from services.routing.work.domain.ending import Verdict, end_step
from services.routing.work.domain.task import claim
from tests.benchmarks.routing_fill import PLAIN, SIDE_BY_SIDE
from tests.unit.routing.samples import BIRTH, MONDAY, numbers, occasion, opened, process_of

PROCESSES = {
    "one leg": PLAIN,
    "two legs after one another": BIRTH,
    "two side by side, one after both": SIDE_BY_SIDE,
}


def walk(process: Process) -> int:
    """Open a case, end its steps until it is decided, and return how many there were."""
    new_id = numbers()
    case, _ = opened(process, new_id=new_id)
    now = occasion(process, new_id, MONDAY)
    steps = 0
    while case.status is CaseStatus.OPEN:
        task = next(task for task in case.tasks if task.open)
        allowed = process.step(task.leg, task.step).actions
        onward = next(one for one in (StepAction.APPROVE, StepAction.COMPLETE) if one in allowed)
        case = case.with_task(claim(task, "officer-1"))
        case, _ = end_step(case, task.id, Verdict(action=onward, officer="officer-1"), now)
        steps += 1
    assert case.status is CaseStatus.APPROVED
    return steps


def main() -> None:
    """Walk, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cases", type=int, default=400)
    given = parser.parse_args()
    found: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for _ in range(given.rounds):
        for name, document in PROCESSES.items():
            process = process_of(document)
            began = time.process_time()
            steps = sum(walk(process) for _ in range(given.cases))
            found[name].append(steps / (time.process_time() - began))
    for name, rates in found.items():
        median, slowest, fastest = statistics.median(rates), min(rates), max(rates)
        sys.stdout.write(
            f"{name:<34} {median:>8,.0f} steps a second and core"
            f" ({slowest:,.0f} to {fastest:,.0f})\n"
        )


if __name__ == "__main__":
    main()
