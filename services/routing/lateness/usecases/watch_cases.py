"""Every change of a case is looked at for lateness, in the transaction that saves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from kernel.clock import Clock
from services.routing.lateness.ports import Reminders, Rungs, Violations
from services.routing.lateness.usecases.note_lateness import note_changes
from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases


class WatchedCases:
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
        self._cases = cases
        self._violations = violations
        self._reminders = reminders
        self._rungs = rungs
        self._clock = clock
        self._new_id = new_id

    def known(self, dossier: str) -> bool:
        """Tell whether the dossier has a case."""
        return self._cases.known(dossier)

    def add(self, case: Case) -> None:
        """Keep a new case."""
        self._cases.add(case)
        self._reminders.follow(None, case)
        self._rungs.follow(None, case)

    def lock_for_task(self, task: UUID) -> Case | None:
        """Return the case of a task under its lock."""
        return self._cases.lock_for_task(task)

    def lock_for_proposal(self, proposal: UUID) -> Case | None:
        """Return the case of a proposal under its lock."""
        return self._cases.lock_for_proposal(proposal)

    def lock_for_dossier(self, dossier: str, *, wait: bool = True) -> Case | None:
        """Return the case of a dossier under its lock."""
        return self._cases.lock_for_dossier(dossier, wait=wait)

    def lock_for_dossiers(self, dossiers: Sequence[str]) -> Mapping[str, Case]:
        """Return the cases of dossiers under their locks."""
        return self._cases.lock_for_dossiers(dossiers)

    def lock_open(self, after: UUID | None, limit: int) -> Sequence[Case]:
        """Return the next open cases by id, under their locks."""
        return self._cases.lock_open(after, limit)

    def save(self, before: Case, after: Case) -> None:
        """Write what a transition changed, and what it says of lateness."""
        self.save_all([(before, after)])

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write what transitions changed, and what each says of lateness."""
        self._cases.save_all(changed)
        now = self._clock()
        for before, after in changed:
            self._reminders.follow(before, after)
            self._rungs.follow(before, after)
            note_changes(before, after, at=now, violations=self._violations, new_id=self._new_id)
