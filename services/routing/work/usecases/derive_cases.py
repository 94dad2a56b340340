"""What follows from any change of a case, in the transaction that saves it."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events import Event
from kernel.clock import Clock
from services.routing.process.domain.errors import ReferenceMissingError
from services.routing.process.ports import Schedules
from services.routing.work.domain.case import Case
from services.routing.work.domain.proposing import fall_away
from services.routing.work.domain.slack import with_slack
from services.routing.work.ports import Cases, Events
from services.routing.work.usecases.pass_on_cases import PassedOnCases


class DerivedCases(PassedOnCases):
    """The port `Cases`: slack is current, proposals fall away with what they were made out of."""

    def __init__(
        self, cases: Cases, *, schedules: Schedules, events: Events, clock: Clock
    ) -> None:
        super().__init__(cases)
        self._schedules = schedules
        self._events = events
        self._clock = clock

    def add(self, case: Case) -> None:
        """Keep a new case."""
        self._cases.add(self._with_slack(case))

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write what transitions changed, and what follows from each."""
        now = self._clock()
        derived: list[tuple[Case, Case]] = []
        said: list[Event] = []
        for before, after in changed:
            kept, events = fall_away(after, now)
            derived.append((before, self._with_slack(kept)))
            said += events
        self._cases.save_all(derived)
        for event in said:
            self._events.add(event)

    def _with_slack(self, case: Case) -> Case:
        """Return the case with its slack; as it was while an office clock is missing."""
        try:
            found = {code: self._schedules.of(code) for code in case.agencies}
        except ReferenceMissingError:
            return case
        return with_slack(case, found)
