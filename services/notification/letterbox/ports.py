"""What the web inbox needs: letters, marks of reading, and whose dossiers are whose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kernel.rights import Actor
from services.notification.letterbox.domain.letter import Letter, Page, Reader, Wanted


class Letters(Protocol):
    """The letters of a reader; those about dossiers of others are not there."""

    def page(self, reader: Reader, wanted: Wanted) -> Page:
        """Return a page, newest first."""
        ...

    def get(self, reader: Reader, letter: UUID) -> Letter | None:
        """Return one letter; None when it is not the reader's."""
        ...

    def mark_read(self, reader: Reader, letter: UUID, at: datetime) -> None:
        """Note that it was read; the first time stays."""
        ...

    def erase(self, dossiers: Collection[str]) -> None:
        """Forget who read letters about dossiers, and when."""
        ...


class OwnDossiers(Protocol):
    """Intake, which knows whose dossiers are whose."""

    def of(self, actor: Actor) -> Sequence[str]:
        """Return the codes of those whose letters the actor may read; `UnavailableError`."""
        ...
