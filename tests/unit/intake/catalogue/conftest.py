"""A published catalogue in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from chassis.testing import RecordedEvents
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.publish_catalogue import publish_catalogue
from tests.unit.intake.catalogue.fakes import (
    InMemoryAgencies,
    InMemoryAnnounced,
    InMemoryCalendars,
    InMemoryProcedures,
    InMemorySearch,
    InMemoryWordings,
    RecordedReplans,
)


@dataclass
class InMemoryCatalogue:
    """All ports."""

    procedures: InMemoryProcedures = field(default_factory=InMemoryProcedures)
    agencies: InMemoryAgencies = field(default_factory=InMemoryAgencies)
    calendars: InMemoryCalendars = field(default_factory=InMemoryCalendars)
    wordings: InMemoryWordings = field(default_factory=InMemoryWordings)

    announced: InMemoryAnnounced = field(init=False)

    def __post_init__(self) -> None:
        """Let what was announced see what was published."""
        self.announced = InMemoryAnnounced(self.procedures)

    @property
    def search(self) -> InMemorySearch:
        """Return the search over what was published and announced."""
        return InMemorySearch(self.procedures, self.wordings, self.announced)


@pytest.fixture
def empty() -> InMemoryCatalogue:
    """Give a catalogue nothing was published to."""
    return InMemoryCatalogue()


@pytest.fixture
def catalogue(shipped: CataloguePackage) -> InMemoryCatalogue:
    """Give the shipped catalogue, published."""
    made = InMemoryCatalogue()
    publish_catalogue(
        shipped,
        procedures=made.procedures,
        agencies=made.agencies,
        calendars=made.calendars,
        wordings=made.wordings,
        events=RecordedEvents(),
        replans=RecordedReplans(),
    )
    return made
