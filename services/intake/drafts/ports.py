"""What the area needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.events import Event
from services.intake.drafts.domain.draft import Draft


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

    def delete(self, id_: str) -> None:
        """Delete a draft."""
        ...

    def unwarned(self, before: datetime, limit: int) -> Sequence[Draft]:
        """Return those that expire before an instant and were not told so, locked."""
        ...

    def purge(self, now: datetime, limit: int) -> int:
        """Delete those whose time is over and that were told so; return how many."""
        ...


class Events(Protocol):
    """Where what happened is said."""

    def add(self, event: Event) -> object:
        """Say the event once the transaction commits."""
        ...
