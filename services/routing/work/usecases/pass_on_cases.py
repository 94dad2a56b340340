"""What stands around the cases on their way to the store and adds what follows from a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.routing.work.domain.case import Case
from services.routing.work.ports import Cases


class PassedOnCases:
    """The port `Cases` around another; a subclass adds to `add` and `save_all`."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def known(self, dossier: str) -> bool:
        """Tell whether the dossier has a case."""
        return self._cases.known(dossier)

    def add(self, case: Case) -> None:
        """Keep a new case."""
        self._cases.add(case)

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
        """Write what a transition changed, and what follows from it."""
        self.save_all([(before, after)])

    def save_all(self, changed: Sequence[tuple[Case, Case]]) -> None:
        """Write what transitions changed."""
        self._cases.save_all(changed)
