"""An agency was entered or changed."""

from __future__ import annotations

from contracts.events.agency import AgencyPublished
from services.reporting.facts.domain.reference import AgencyCopy
from services.reporting.facts.ports import References


def keep_agency(event: AgencyPublished, sequence: int, *, references: References) -> None:
    """Keep name, tier and place in the tree."""
    copy = AgencyCopy(code=event.code, name=event.name, tier=event.tier, parent=event.parent)
    references.put_agency(copy, sequence)
