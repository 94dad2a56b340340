"""A loop that waits for its database, and says meanwhile that it cannot work."""

from __future__ import annotations

from threading import Event

from chassis.patience import PatientLoop
from kernel.errors import UnavailableError


class Told(PatientLoop):
    """Takes turns as it is told: False is a database that is away."""

    def __init__(self, stop: Event, turns: list[bool]) -> None:
        super().__init__("told")
        self._stop = stop
        self._turns = turns
        self.ready_before: list[bool] = []

    def turn(self) -> float:
        """Take the next turn; the last one stops the loop."""
        self.ready_before.append(self.ready())
        good = self._turns.pop(0)
        if not self._turns:
            self._stop.set()
        if not good:
            raise UnavailableError
        return 0.0


def test_it_goes_on_after_a_database_that_was_away() -> None:
    """Good, away, good again: each turn is taken, and readiness follows."""
    stop = Event()
    loop = Told(stop, [True, False, True])
    loop.run(stop)

    assert loop.ready_before == [False, True, False]
    assert loop.ready()
    assert loop.alive()
