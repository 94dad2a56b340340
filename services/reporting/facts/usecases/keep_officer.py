"""An officer was entered, moved, or leaves the office."""

from __future__ import annotations

from contracts.events.routing import OfficerSet
from services.reporting.facts.domain.reference import OfficerCopy
from services.reporting.facts.ports import References


def keep_officer(event: OfficerSet, sequence: int, *, references: References) -> None:
    """Keep where the account is in office, as what, and on which days."""
    copy = OfficerCopy(
        account=event.account,
        officer=event.officer,
        agency=event.agency,
        roles=event.roles,
        first_day=event.first_day,
        last_day=event.last_day,
    )
    references.put_officer(copy, sequence)
