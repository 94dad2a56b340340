"""Events a use case said, kept for the test to look at."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from contracts.events import Event

_E = TypeVar("_E", bound=Event)


class RecordedEvents:
    """Stands in for the outbox: satisfies the port `Events` of every area."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self.causations: list[UUID | None] = []

    def add(self, event: Event, *, causation: UUID | None = None) -> None:
        """Record an event."""
        self.all.append(event)
        self.causations.append(causation)

    def of(self, event_class: type[_E]) -> list[_E]:
        """Return the recorded events of one class, in order."""
        return [event for event in self.all if isinstance(event, event_class)]

    @property
    def types(self) -> list[str]:
        """Return the types of the recorded events, in order."""
        return [event.TYPE for event in self.all]
