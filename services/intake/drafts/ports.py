"""What the area needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.events import Event
from services.intake.drafts.domain.draft import Draft, Gone, SealedDraftContact


class Drafts(Protocol):
    """The drafts, as they are kept."""

    def count(self, owner: str) -> int:
        """Return how many the owner has; nobody else begins one for them meanwhile."""
        ...

    def add(self, draft: Draft) -> None:
        """Keep a new draft."""
        ...

    def get(self, id_: str, owner: str, *, lock: bool = False) -> Draft | None:
        """Return a draft of the owner, locked until the transaction ends where asked for."""
        ...

    def of(self, owner: str) -> Sequence[Draft]:
        """Return the owner's without what is in them, the one saved last first."""
        ...

    def save(self, draft: Draft) -> None:
        """Keep a draft in place of the one before it."""
        ...

    def reach(self, id_: str, contact: SealedDraftContact | None) -> None:
        """Keep the key of the contact said last; None: of none, nothing opens it any more."""
        ...

    def delete(self, id_: str) -> None:
        """Delete a draft."""
        ...

    def consume(self, id_: str, owner: str) -> Gone | None:
        """Delete a draft of the owner that is filed; None where there is none."""
        ...

    def unwarned(self, before: datetime, limit: int) -> Sequence[Draft]:
        """Return those that expire before an instant and were not told so, locked."""
        ...

    def purge(self, now: datetime, limit: int) -> Sequence[Gone]:
        """Delete those whose time is over and that were told so."""
        ...


class Contacts(Protocol):
    """Seals where to write about a draft, with a fresh key each time."""

    def seal(self, draft: Draft, *, email: str, name: str | None) -> SealedDraftContact:
        """Return the sealed contact."""
        ...


class Events(Protocol):
    """Where what happened is said."""

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        ...
