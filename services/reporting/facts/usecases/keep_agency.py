"""An agency was entered or changed."""

from __future__ import annotations

from contracts.events.agency import AgencyPublished
from services.reporting.facts.domain.reference import AgencyCopy
from services.reporting.facts.ports import References


def keep_agency(event: AgencyPublished, sequence: int, *, references: References) -> None:
    """Keep name, tier, place in the tree, and who has what is left of it after its end."""
    whole = (
        one.agency
        for one in event.successors
        if not (one.procedures or one.fields or one.communes)
    )
    copy = AgencyCopy(
        code=event.code,
        name=event.name,
        tier=event.tier,
        parent=event.parent,
        heir=next(whole, None),
        valid_to=event.valid_to,
    )
    references.put_agency(copy, sequence)
