"""After the database was away nobody claims before those settled who hold letters."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from chassis.db import DatabaseUnavailableError
from kernel.errors import ConflictError
from services.notification.dispatch.api.loop import DispatchLoop
from services.notification.dispatch.api.recovery import Recovery
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.ports import Claimed
from tests.unit.notification.test_sending import PATIENCE, FakeWork, bell, claimed


def test_calm_comes_a_second_after_the_last_trouble() -> None:
    now = 100.0
    recovery = Recovery(lambda: now)
    at_first = recovery.seconds_left()
    recovery.interrupted()
    now = 100.75
    left = recovery.seconds_left()
    recovery.interrupted()
    now = 101.5
    left_again = recovery.seconds_left()
    now = 101.75

    assert (at_first, left, left_again, recovery.seconds_left()) == (0.0, 0.25, 0.25, 0.0)


@dataclass
class Logged(FakeWork):
    """Notes its claims and settlements; the first settlements fail as `trouble`."""

    name: str = ""
    log: list[str] = field(default_factory=list)
    trouble: type[Exception] = DatabaseUnavailableError

    def claim(self, limit: int) -> Sequence[Claimed]:
        self.log.append(f"{self.name} claims")
        return super().claim(limit)

    def settle(self, ended: Sequence[tuple[Claimed, Outcome]], unsent: Sequence[Claimed]) -> None:
        if self.failures:
            self.failures -= 1
            self.log.append("trouble")
            raise self.trouble
        super().settle(ended, unsent)
        self.log.append("settled")


def log_of(trouble: type[Exception]) -> list[str]:
    """Let one sender meet trouble four times while another looks for letters all the time."""
    log: list[str] = []
    holding = Logged([claimed(1)], failures=4, name="holding", log=log, trouble=trouble)
    looking = Logged(name="looking", log=log)
    stop, recovery, ringing = threading.Event(), Recovery(), bell()
    loops = [
        DispatchLoop(lambda: looking, name="looking", bell=ringing, recovery=recovery),
        DispatchLoop(lambda: holding, name="holding", bell=bell(), recovery=recovery),
    ]
    threads = [threading.Thread(target=loop.run, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    for _ in range(int(PATIENCE / 0.01)):
        ringing.ring()
        time.sleep(0.01)
        if "settled" in log and "looking claims" in log[log.index("settled") :]:
            break
    stop.set()
    ringing.ring()
    for thread in threads:
        thread.join(PATIENCE)
    return log


def between(log: list[str]) -> int:
    """Count what the other claimed while the one could not settle."""
    return log[log.index("trouble") : log.index("settled")].count("looking claims")


def test_while_one_cannot_settle_no_other_claims() -> None:
    """It may have been about to when the trouble was heard of."""
    log = log_of(DatabaseUnavailableError)

    assert log.count("trouble") == 4
    assert between(log) <= 1
    assert "looking claims" in log[log.index("settled") :]


def test_a_conflict_with_others_holds_nobody_up() -> None:
    """It says that the database is there."""
    assert between(log_of(ConflictError)) > 1
