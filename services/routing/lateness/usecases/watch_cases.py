"""Every change of a case is looked at for lateness, in the transaction that saves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from kernel.clock import Clock
from services.routing.lateness.ports import Reminders, Rungs, Violations
from services.routing.lateness.usecases.note_lateness import note_changes
from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases
from services.routing.work.usecases.pass_on_cases import PassedOnCases


class WatchedCases(PassedOnCases):
    """The port `Cases` of the work area; lateness is entered, timers are waited for."""

    def __init__(
        self,
        cases: Cases,
        *,
        violations: Violations,
        reminders: Reminders,
        rungs: Rungs,
        clock: Clock,
        new_id: Callable[[], UUID],
    ) -> None:
        super().__init__(cases)
        self._violations = violations
        self._reminders = reminders
        self._rungs = rungs
        self._clock = clock
        self._new_id = new_id

    def add(self, case: Case) -> None:
        """Keep a new case."""
        self._cases.add(case)
        self._reminders.follow(None, case)
        self._rungs.follow(None, case)

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write what transitions changed, and what each says of lateness."""
        self._cases.save_all(changed)
        now = self._clock()
        for before, after in changed:
            self._reminders.follow(before, after)
            self._rungs.follow(before, after)
            note_changes(before, after, at=now, violations=self._violations, new_id=self._new_id)
