"""Who lets whom file for them, as it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kernel.mandate import HeldMandate
from services.intake.registry.domain.mandate import Mandate
from services.intake.registry.ports import Access


class Mandates(Protocol):
    """The mandates; identities as `identities_of` names them."""

    def add(self, mandate: Mandate) -> None:
        """Keep a new mandate."""
        ...

    def count_online(self, principal: str) -> int:
        """Return how many given online are in force; nobody gives one for them meanwhile."""
        ...

    def get(self, id_: str) -> Mandate | None:
        """Return a mandate as it stands."""
        ...

    def lock(self, id_: str) -> Mandate | None:
        """Return a mandate that nobody else ends before the transaction does."""
        ...

    def rely_on(self, id_: str) -> Mandate | None:
        """Return a mandate that is not ended while something is done under it."""
        ...

    def save(self, mandate: Mandate) -> None:
        """Keep that a mandate ended."""
        ...

    def of(self, identities: Sequence[str]) -> Sequence[Mandate]:
        """Return those somebody gave or holds, newest first, at most a hundred."""
        ...

    def named(self, name: str, agencies: Sequence[str]) -> Sequence[Mandate]:
        """Return those a side of which has this whole name, entered at one of the agencies.

        Newest first, at most a hundred; accents and capitals make no difference.
        """
        ...

    def held(self, identities: Sequence[str]) -> Sequence[HeldMandate]:
        """Return those in force today that somebody holds and has filed something under."""
        ...

    def dossiers_under(self, id_: str) -> Sequence[str]:
        """Return the codes of the dossiers filed under it, open or closed, in their order."""
        ...


class MandateAccesses(Protocol):
    """Which of the staff looked at which mandates; nothing of it is ever changed."""

    def add(self, ids: Sequence[str], access: Access) -> None:
        """Record that these were looked at."""
        ...

    def of(self, id_: str) -> Sequence[Access]:
        """Return who looked at one, oldest first."""
        ...
