"""Who is at work, for tests of rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.routing.work.domain.assigning import Colleague


class InMemoryColleagues:
    """The port `Colleagues`: who is at work, every day alike."""

    def __init__(self, *colleagues: Colleague) -> None:
        self.known = {one.actor.subject: one for one in colleagues}

    def find(self, account: str, on: date) -> Colleague | None:
        """Return an officer."""
        del on
        return self.known.get(account)

    def at(self, agency: str, on: date) -> Sequence[Colleague]:
        """Return who stands at an agency."""
        del on
        stands = {
            name: {standing.agency for standing in one.actor.stands}
            for name, one in self.known.items()
        }
        return [self.known[name] for name in sorted(stands) if agency in stands[name]]
